"""What `make run` promises, on the machine the tests run on."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest

from stage.collector import StagedCollector, staged_collector, wait_for

pytestmark = pytest.mark.e2e


def installed_packages() -> int:
    listed = subprocess.run(
        ["dpkg-query", "-W", "-f=${db:Status-Status}\n"], capture_output=True, text=True, check=True
    )
    return listed.stdout.splitlines().count("installed")


def this_machine(collector: StagedCollector) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        for device in collector.ask("device", "list"):
            if device["host"] == socket.gethostname() and "software" in device["tables"]:
                found: dict[str, Any] = device
                return found
        return None

    found: dict[str, Any] = wait_for("this machine with its software", 60, look, every=1)
    return found


def processes_of_group(group: int) -> list[int]:
    found = []
    for name in (path.name for path in Path("/proc").iterdir()):
        try:
            if name.isdigit() and os.getpgid(int(name)) == group:
                found.append(int(name))
        except ProcessLookupError:
            continue
    return found


def test_a_first_run_shows_this_machine_and_a_second_one_goes_on_with_it(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home", with_agent=True) as collector:
        device = this_machine(collector)
        assert device["tables"]["software"] == installed_packages()
        assert device["state"] == "active"
        said = collector.log.read_text()
        assert "Schoolwacht draait." in said
        assert "/start/" in said
        assert collector.process is not None
        group = collector.process.pid
        assert len(processes_of_group(group)) >= 2
        assert collector.stop() == 0
        wait_for("no process of the group", 15, lambda: not processes_of_group(group))

        collector.start()
        assert this_machine(collector)["device_id"] == device["device_id"]
        assert len(collector.ask("device", "list")) == 1


def test_numbers_reach_the_series_store(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home", with_agent=True) as collector:
        series = wait_for("disk.used_percent", 60, lambda: collector.ask("series", "query", "disk.used_percent"))
        assert any(one["tags"]["path"] == "/" for one in series)


@pytest.mark.parametrize(
    ("setting", "key"),
    [("console_port", "[console] address"), ("push_port", "[agents] push"), ("enrol_port", "[agents] enrol")],
)
def test_a_busy_port_is_one_sentence_and_exit_code_69(tmp_path: Path, setting: str, key: str) -> None:
    collector = StagedCollector(tmp_path / "home")
    with socket.socket() as other:
        other.bind(("127.0.0.1", getattr(collector, setting)))
        other.listen()
        done = collector.command("run", check=False)
    assert done.returncode == 69
    assert key in done.stderr
    assert "Traceback" not in done.stderr


def test_two_collectors_on_one_home_are_refused_with_75(tmp_path: Path) -> None:
    with staged_collector(tmp_path / "home") as collector:
        done = collector.command("run", check=False)
        assert done.returncode == 75
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["[console]\nadress = 'x'", "language = 'fr'", "not toml at all ["])
def test_a_wrong_configuration_is_one_sentence_and_exit_code_78(tmp_path: Path, text: str) -> None:
    collector = StagedCollector(tmp_path / "home")
    (collector.home / "collector.toml").write_text(text)
    done = collector.command("run", check=False)
    assert done.returncode == 78
    assert "collector.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    collector = StagedCollector(tmp_path / "home")
    (tmp_path / "file").write_text("")
    collector.environment = {"SCHOOLWACHT_HOME": str(tmp_path / "file")}
    done = collector.command("run", check=False)
    assert done.returncode == 78
    assert "is a file" in done.stderr
