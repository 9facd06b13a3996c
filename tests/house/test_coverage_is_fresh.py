"""docs/coverage.md says what its sources say, and of recordings what `make recordings` counts."""

from __future__ import annotations

import os
import sys
import tomllib
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))

import coverage_page

from schoolwacht_agent.probe import Group


def test_the_page_is_what_its_sources_say() -> None:
    assert coverage_page.PAGE.read_text("utf-8") == coverage_page.page(coverage_page.kept()), "run `make docs`"


def test_every_question_is_answered_for_some_system() -> None:
    told = tomllib.loads(coverage_page.SOURCES.read_text("utf-8"))
    assert list(told["questions"]) == list(told["known"]) == [group.value for group in Group]
    assert all(len(row) == 4 for rows in told["known"].values() for row in rows)


def test_the_counts_of_recordings_are_those_of_now() -> None:
    root = os.environ.get("SCHOOLWACHT_RECORDINGS")
    if not root:
        pytest.skip("SCHOOLWACHT_RECORDINGS does not name the folder of recordings")
    assert coverage_page.kept().strip() == coverage_page.recordings_of(Path(root)).strip(), "run `make docs`"
