"""Small ways to read the state of updates off files."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.update_state import changed_ms, latest, moment_ms, tail

if TYPE_CHECKING:
    from pathlib import Path


def test_the_newest_of_the_files_counts_and_missing_ones_do_not(tmp_path: Path) -> None:
    for name, seconds in (("old", 1_000), ("new", 2_000)):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (seconds, seconds))

    assert changed_ms([tmp_path / "old", tmp_path / "new", tmp_path / "none"]) == 2_000_000
    assert changed_ms([tmp_path / "none"]) is None


def test_the_end_of_a_log_begins_with_a_whole_line(tmp_path: Path) -> None:
    (tmp_path / "log").write_text("first line\nsecond\nthird\n")

    assert tail(tmp_path / "log", most=10) == "third\n"
    assert tail(tmp_path / "log") == "first line\nsecond\nthird\n"
    assert tail(tmp_path / "none") == ""


def test_a_moment_with_a_zone_is_that_moment() -> None:
    assert moment_ms("2026-11-23T07:30:00+0100", "%Y-%m-%dT%H:%M:%S%z") == 1_795_415_400_000


def test_the_latest_of_nothing_is_nothing() -> None:
    assert latest(None, 3, 2) == 3
    assert latest(None) is None


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert moment_ms(text, "%Y-%m-%d %H:%M:%S") is None or text[:1].isdigit()


def test_a_year_before_all_clocks_breaks_nothing() -> None:
    found = moment_ms("0001-01-01 00:00:00", "%Y-%m-%d %H:%M:%S")

    assert found is None or found < 0
