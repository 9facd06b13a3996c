"""What is kept of updates between two looks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.counted_updates import NAME, load, save
from schoolwacht_agent.platforms.update_state import Counted


def test_what_was_counted_is_there_the_next_time(tmp_path: Path) -> None:
    counted = {"apt": Counted((1, None, 3), 12, 4), "dnf": Counted()}
    save(tmp_path, counted, {})

    assert load(tmp_path) == {"apt": Counted((1, None, 3), 12, 4)}


def test_what_did_not_change_is_not_written(tmp_path: Path) -> None:
    kept = {"apt": Counted((1,), 0, 0)}
    save(tmp_path, kept, kept)

    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize(
    "kept", ["", "[]", "{", '{"apt": 1}', '{"apt": {"stamp": ["x"], "pending": 1, "security": 0}}', "{" * 10_000]
)
def test_a_broken_file_only_costs_another_count(tmp_path: Path, kept: str) -> None:
    (tmp_path / NAME).write_text(kept)

    assert load(tmp_path) == {}


def test_a_true_number_is_no_truth_value(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text(json.dumps({"apt": {"stamp": [1], "pending": True, "security": 0}}))

    assert load(tmp_path) == {}


def test_a_home_that_may_not_be_written_stops_nothing(tmp_path: Path) -> None:
    save(tmp_path / "no", {"apt": Counted((1,), 1, 1)}, {})
