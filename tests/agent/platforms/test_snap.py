"""What snap installed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.recordings import recordings, tell
from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.snap import _last_refresh_ms, mounted, parse, parse_list, stamp, state

YAML = """name: firefox
version: '128.0-2' # of today
summary: Mozilla Firefox
description: |
  name: not-this-one
architectures:
- amd64
base: core22
type: app
"""


def install(root: Path, name: str, text: str, revision: str = "12") -> None:
    meta = root / "snap" / name / revision / "meta"
    meta.mkdir(parents=True)
    (meta / "snap.yaml").write_text(text)
    (root / "snap" / name / "current").symlink_to(revision)


def test_a_snap_describes_itself() -> None:
    assert parse(YAML) == Program("firefox", "128.0-2", "snap", "", "amd64", section="app")
    assert parse("name: core\nversion: 16-2.61\narchitectures: [ all ]\n") == Program(
        "core", "16-2.61", "snap", "", "all", kind=Kind.COMPONENT
    )


def test_what_snap_info_prints_is_read_too() -> None:
    text = (
        "name:      drawing\npublisher: Acme Software*\nsnap-id: x\n"
        "refresh-date: 2026-11-06T15:24:43+01:00\ninstalled: 3.1 (22) 1MB -\n"
    )
    found = parse(text)

    assert found is not None
    assert (found.version, found.publisher, found.installed_on) == ("3.1", "Acme Software", "2026-11-06")


def test_the_table_of_snap_list_is_read_too() -> None:
    text = "Name  Version  Rev  Tracking  Publisher  Notes\nacme  24.1  12  latest/stable  acme*  -\n"

    assert [(one.name, one.version, one.publisher) for one in parse_list(text)] == [("acme", "24.1", "acme")]


@pytest.mark.parametrize("text", ["", "version: 1\n", "name: x\n", "name: Not A Name\nversion: 1\n", "  name: x\n"])
def test_half_a_description_is_none(text: str) -> None:
    assert parse(text) is None


def test_snaps_in_use_are_found_and_told_once(tmp_path: Path) -> None:
    install(tmp_path, "firefox", YAML)
    before = stamp(tmp_path)
    install(tmp_path, "bare", "name: bare\nversion: '1.0'\n")

    assert [package.name for package in mounted(tmp_path)] == ["bare", "firefox"]
    assert before == ("firefox=12",)
    assert stamp(tmp_path) != before


def test_of_the_state_only_the_time_is_taken(tmp_path: Path) -> None:
    (tmp_path / "var/lib/snapd/snaps").mkdir(parents=True)
    (tmp_path / "var/lib/snapd/snaps/firefox_12.snap").touch()
    kept = {"data": {"auth": {"macaroon": "secret"}, "last-refresh": "2026-11-23T07:30:00.123456789+01:00"}}
    (tmp_path / "var/lib/snapd/state.json").write_text(json.dumps(kept))
    found = state(tmp_path)

    assert found is not None
    assert found.last_check_ms == 1_795_415_400_000
    assert "secret" not in str(found)


def test_a_time_across_two_pieces_is_found(tmp_path: Path) -> None:
    kept = '"last-refresh":"2026-11-23T06:30:00Z"'
    (tmp_path / "state").write_text("x" * ((1 << 20) - 20) + kept + "x" * 100)

    assert _last_refresh_ms(tmp_path / "state") == 1_795_415_400_000
    assert _last_refresh_ms(tmp_path / "none") is None


def test_without_snap_there_is_nothing(tmp_path: Path) -> None:
    assert state(tmp_path) is None
    assert stamp(tmp_path) == ()


@given(st.text(alphabet=st.sampled_from("name: version'\"\n1installed#")))
def test_rubbish_is_survived(text: str) -> None:
    found = parse(text)
    assert found is None or (found.name and found.version)


def test_recordings_are_understood_or_say_why_not() -> None:
    files = recordings("linux/packaging", starts="snap")

    counts = tell("snap", files, lambda text: "understood" if parse(text) else "no_snap")
    assert counts["understood"] == len(files) > 0
