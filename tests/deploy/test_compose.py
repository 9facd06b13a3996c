"""Everything in the compose file that can be tried without a container engine."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from schoolwacht_collector.config import load

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "deploy" / "compose"
COMPOSE: dict[str, Any] = yaml.safe_load((FOLDER / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (FOLDER / "Dockerfile").read_text()


def substituted(text: str, chosen: dict[str, str]) -> str:
    """As compose fills in ${NAME}, ${NAME:-default} and ${NAME:?words}."""

    def fill(found: re.Match[str]) -> str:
        default = found["default"] or ""
        assert found["name"] in chosen or found["how"] == ":-", found[0]
        return chosen.get(found["name"], default)

    return re.sub(r"\$\{(?P<name>\w+)(?:(?P<how>:[-?])(?P<default>[^}]*))?\}", fill, text)


def mounts(service: str) -> dict[str, str]:
    """Source by target."""
    return {parts[1]: parts[0] for parts in (text.split(":") for text in SERVICES[service].get("volumes", []))}


def test_the_collector_is_given_settings_that_it_has(tmp_path: Path) -> None:
    chosen = {"SCHOOLWACHT_ADVERTISE": "collector.school.local"}
    given = {name: substituted(value, chosen) for name, value in SERVICES["collector"]["environment"].items()}
    config = load(tmp_path, given)
    assert config.agents.advertise == ("collector.school.local",)
    assert config.influxdb is not None
    assert str(config.influxdb.token_file) == "/run/tokens/collector/influxdb.token"
    assert config.language == "nl"


def test_every_file_that_is_mounted_or_copied_is_there() -> None:
    for name in SERVICES:
        for source in mounts(name).values():
            if source.startswith("."):
                assert (FOLDER / source).resolve().exists(), source
            else:
                assert source in COMPOSE["volumes"], source
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        *sources, _ = line.split()
        for source in sources:
            assert (ROOT / source).exists(), source


def test_what_docker_may_see_is_what_the_dockerfile_copies() -> None:
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {
        source.split("/")[0]
        for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE)
        for source in line.split()[:-1]
    }
    assert copied == allowed


def test_secrets_reach_only_who_needs_them() -> None:
    assert "/run/tokens/admin" in mounts("prepare")
    assert mounts("collector")["/run/tokens/collector"] == "collector-secrets"
    assert mounts("grafana")["/run/tokens"] == "grafana-secrets"
    for name in ("collector", "grafana", "influxdb"):
        assert "admin-secrets" not in mounts(name).values()
        assert all(text.endswith(":ro") for text in SERVICES[name]["volumes"] if "secrets" in text)
    words = json.dumps(SERVICES).lower()
    assert not re.search(r'(password|token|secret)[a-z_]*"?: ?"(?!/|\$)[a-z0-9]{6,}', words)


def test_nobody_but_the_collector_listens_to_the_school() -> None:
    assert SERVICES["collector"]["ports"] == ["7443:7443", "7444:7444", "8443:8443"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["grafana"]["ports"])
    assert "ports" not in SERVICES["influxdb"]
    assert COMPOSE["networks"]["store"] == {"internal": True}


def test_images_are_pinned_and_parts_are_hardened() -> None:
    for name, service in SERVICES.items():
        assert re.search(r":\d+\.\d+\.\d+", service["image"]), name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
    for name in ("prepare", "collector", "grafana"):
        assert service_is_read_only(name), name


def service_is_read_only(name: str) -> bool:
    return bool(SERVICES[name]["read_only"]) and "/tmp" in SERVICES[name]["tmpfs"]  # noqa: S108 - a path inside a container


def test_parts_wait_for_what_they_need() -> None:
    assert SERVICES["prepare"]["depends_on"] == {"influxdb": {"condition": "service_healthy"}}
    for name in ("collector", "grafana"):
        assert SERVICES[name]["depends_on"] == {"prepare": {"condition": "service_completed_successfully"}}
        assert "healthcheck" in SERVICES[name]


def test_commands_are_commands_that_we_have() -> None:
    from typer.main import get_command

    from schoolwacht_collector.cli import application

    for name in ("prepare", "collector"):
        words = list(SERVICES[name]["command"])
        command: Any = get_command(application)
        while words and words[0] in getattr(command, "commands", {}):
            command = command.commands[words.pop(0)]
        options = {option for parameter in command.params for option in parameter.opts}
        assert {word.split("=")[0] for word in words if word.startswith("--")} <= options, (name, words)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_grafana_finds_boards_and_variables(language: str) -> None:
    given = SERVICES["grafana"]["environment"]
    home = substituted(given["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"], {"SCHOOLWACHT_LANGUAGE": language})
    folder = substituted(given["SCHOOLWACHT_DASHBOARDS"], {"SCHOOLWACHT_LANGUAGE": language})
    for path in (home, folder):
        assert (ROOT / "dashboards" / Path(path).relative_to("/dashboards")).exists()
    (script,) = SERVICES["grafana"]["command"]
    set_at_start = set(re.findall(r"(SCHOOLWACHT_\w+)=", script))
    wanted: set[str] = set()
    for file in (ROOT / "dashboards" / "provisioning").rglob("*.yaml"):
        content = "\n".join(line for line in file.read_text().splitlines() if not line.lstrip().startswith("#"))
        wanted |= set(re.findall(r"\$(\w+)", content))
    assert wanted == {name for name in given if name.startswith("SCHOOLWACHT_")} | set_at_start
    assert shlex.split(script.replace("$$", "$"))
