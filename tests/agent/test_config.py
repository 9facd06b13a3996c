from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from schoolwacht_agent.config import load
from schoolwacht_agent.orders import ProbeOrder
from schoolwacht_agent.probe import FreshnessCheck
from schoolwacht_agent.settings import DEFAULTS, BadConfig, Settings
from schoolwacht_agent.spool.limits import Limits

WHOLE = """
language = "nl"
collector = ["collector.school.be:7443", "[::1]:7443"]
push_every_seconds = 30
ack_log = "/tmp/acks"

[spool]
most = "1MB"
oldest = "2d"
reserve = "1GB"
reserve_percent = 2.5

[[backup_check]]
job = "server"
pattern = "/backup/*.zst"
newest_within = "26h"
smallest = "1MB"

[probes.software]
enabled = false

[probes.disk]
every = "5m"
"""


def written(folder: Path, text: str) -> Path:
    (folder / "agent.toml").write_text(text)
    return folder / "agent.toml"


def settings(folder: Path, text: str = "", **environment: str) -> Settings:
    written(folder, text)
    return load({"home": str(folder)}, environment).settings


def test_every_setting_can_be_written_down(tmp_path: Path) -> None:
    said = settings(tmp_path, WHOLE)
    assert said.language == "nl"
    assert said.collector == ("collector.school.be:7443", "[::1]:7443")
    assert said.push_every_seconds == 30
    assert said.spool == Limits(1_000_000, timedelta(days=2), 10**9, 2.5)
    assert said.backup_check == (FreshnessCheck("server", "/backup/*.zst", timedelta(hours=26), 1_000_000),)
    assert said.probes == {"software": ProbeOrder(False, None), "disk": ProbeOrder(True, 300)}
    assert said.drop_folder == tmp_path / "drop"


def test_flags_go_before_the_environment_and_that_before_the_file(tmp_path: Path) -> None:
    written(tmp_path, 'push_every_seconds = 30\nlanguage = "nl"\ncollector = ["file:1"]')
    environment = {
        "SCHOOLWACHT_AGENT_HOME": str(tmp_path),
        "SCHOOLWACHT_AGENT_LANGUAGE": "en",
        "SCHOOLWACHT_AGENT_COLLECTOR": "environment:1, environment:2",
        "SCHOOLWACHT_AGENT_PUSH_EVERY_SECONDS": "20",
    }
    config = load({"language": "nl"}, environment)
    assert config.settings.language == "nl"
    assert config.settings.collector == ("environment:1", "environment:2")
    assert config.settings.push_every_seconds == 20
    assert config.origins["language"] == "--language"
    assert config.origins["collector"] == "SCHOOLWACHT_AGENT_COLLECTOR"
    assert config.origins["home"] == "SCHOOLWACHT_AGENT_HOME"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("push_evry_seconds = 30", "did you mean 'push_every_seconds'"),
        ("[spool]\nmots = '1MB'", "did you mean 'most'"),
        ("zzz = 1", "there are ack_log, backup_check"),
        ("push_every_seconds = 5", "a number from 10 to 3600"),
        ("push_every_seconds = true", "a number from 10 to 3600"),
        ("push_every_seconds = 'soon'", "a number from 10 to 3600"),
        ("language = 'fr'", 'write "nl" or "en"'),
        ("collector = ['nowhere']", "is no address"),
        ("collector = 5", "one or more addresses"),
        ("collector = []", "one or more addresses"),
        ("ack_log = 5", "write a path"),
        ("spool = 5", "below a heading"),
        ("[spool]\nmost = 'much'", "32MiB"),
        ("[spool]\nmost = '1kB'", "at least 64KiB"),
        ("[spool]\nreserve_percent = 100", "0 to 90"),
        ("[backup_check]\njob = 'x'", "two brackets"),
        ("[[backup_check]]\njob = 'x'", "newest_within, pattern"),
        ("[[backup_check]]\njob = ''\npattern='x'\nnewest_within='1h'", "a name"),
        ("[[backup_check]]\njob = 'x'\npattern='x'\nnewest_within='26'", "26h"),
        ("probes = 5", "heading of its own"),
        ("[probes.disk]\nenabled = 'yes'", "true or false"),
        ("[probes.disk]\nevery = '1s'", "from 10s to 7d"),
        ("this is no toml", "line 1"),
    ],
)
def test_what_cannot_be_used_says_where_and_what_to_write(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(BadConfig, match=says) as raised:
        settings(tmp_path, text)
    assert "agent.toml" in str(raised.value)


def test_a_mistyped_variable_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match=r"SCHOOLWACHT_AGENT_HOMEE.*did you mean 'home'"):
        settings(tmp_path, "", SCHOOLWACHT_AGENT_HOMEE="/x")


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(BadConfig, match="check that it exists"):
        load({"config": str(tmp_path / "missing.toml")}, {})


def test_the_language_is_the_environments_or_english(tmp_path: Path) -> None:
    assert settings(tmp_path, LANG="nl_BE.UTF-8").language == "nl"
    assert settings(tmp_path, LANG="fr_BE.UTF-8").language == "en"
    assert settings(tmp_path).language == "en"


def test_the_defaults_that_are_shown_are_the_defaults(tmp_path: Path) -> None:
    plain = settings(tmp_path)
    starts = ("# [spool", "# most", "# oldest", "# reserve", "# push_every")
    lines = [line.removeprefix("# ") for line in DEFAULTS.splitlines() if line.startswith(starts)]
    text = "\n".join(lines)
    assert settings(tmp_path, text) == plain
