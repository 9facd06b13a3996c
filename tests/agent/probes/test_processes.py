"""Counts of processes."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import NoData, Reading
from schoolwacht_agent.probes.processes import PROBE, Census, census, readings

if TYPE_CHECKING:
    from agent.probes.conftest import Live

ZEROS = b" 0" * 16


def test_processes_are_counted_by_state() -> None:
    counted = census(
        [
            b"1 (init) S" + ZEROS + b" 1 0",
            b"2 (kworker) I" + ZEROS + b" 1 0",
            b"9 (make (a) mess) t" + ZEROS + b" 3 0",
            b"10 (new) q" + ZEROS + b" 1 0",
        ]
    )
    found = {reading.gauge.field: reading.value for reading in readings(counted)}

    assert found["total"] == 4
    assert found["total_threads"] == 6
    assert found["sleeping"] == found["idle"] == found["stopped"] == found["unknown"] == 1
    assert found["running"] == found["zombies"] == 0


def test_a_process_that_ended_while_being_read_is_not_counted() -> None:
    assert census([b"", b"1 (init) S" + ZEROS + b" 1 0"]).total == 1


def test_where_states_cost_too_much_only_the_total_is_told() -> None:
    assert [reading.gauge.name for reading in readings(Census(57))] == ["processes.total"]


def test_a_hidden_proc_is_no_empty_machine() -> None:
    with pytest.raises(NoData):
        list(readings(Census(0)))


def test_it_keeps_its_word_here(live: Live) -> None:
    values = {found.gauge.field: found.value for found in live(PROBE) if isinstance(found, Reading)}

    assert values["total"] >= 1
    if sys.platform == "linux":
        states = set(values) - {"total", "total_threads"}
        assert sum(values[state] for state in states) == values["total"]
