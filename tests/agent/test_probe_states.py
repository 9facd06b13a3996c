from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from agent.looked import SOFTWARE, probe
from schoolwacht_agent import tables
from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import Group, Missing, Row
from schoolwacht_agent.probe_states import PROBE_STATES, ProbeStates

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)
SURVEY = replace(probe("software"), group=Group.SOFTWARE)
WELL, LOCKED = Look(()), Look(None, nothing="the list is locked", remedy="wait for the update to end")


def told(rows: Iterable[Row]) -> list[tuple[object, ...]]:
    return [tuple(row.cells[name] for name in ("probe", "part", "state", "reason", "since")) for row in rows]


def test_a_first_look_is_told_and_the_same_again_is_not() -> None:
    states = ProbeStates(None)
    assert told(states.of(SURVEY, WELL, MONDAY)) == [("software", "", "ok", None, "2026-11-23T08:00:00Z")]
    assert told(states.of(SURVEY, WELL, TUESDAY)) == []


def test_what_cannot_be_told_says_since_when_and_what_would_help() -> None:
    states = ProbeStates(None)
    states.of(SURVEY, WELL, MONDAY)
    (row,) = states.of(SURVEY, LOCKED, TUESDAY)
    assert told([row]) == [("software", "", "nothing", "the list is locked", "2026-11-24T08:00:00Z")]
    assert (row.cells["group"], row.cells["remedy"]) == ("software", "wait for the update to end")


def test_a_failure_says_nothing_of_paths_and_accounts() -> None:
    (row,) = ProbeStates(None).of(SURVEY, Look(None, flaw="OSError: /home/jan/x is locked"), MONDAY)
    assert row.cells["state"] == "failed"
    assert "jan" not in str(row.cells["reason"])


def test_one_table_may_be_missing_while_the_rest_is_well_and_come_back() -> None:
    states = ProbeStates(None)
    assert told(states.of(SURVEY, Look((Missing(SOFTWARE, "no rights"),)), MONDAY)) == [
        ("software", "", "ok", None, "2026-11-23T08:00:00Z"),
        ("software", "software", "nothing", "no rights", "2026-11-23T08:00:00Z"),
    ]
    assert told(states.of(SURVEY, WELL, TUESDAY)) == [("software", "software", "ok", None, "2026-11-24T08:00:00Z")]


def test_a_restart_of_the_agent_does_not_begin_the_count_anew() -> None:
    rows = ProbeStates(None).of(SURVEY, LOCKED, MONDAY)
    kept = tables.look_at(PROBE_STATES, rows, 0).to_bytes()
    assert told(ProbeStates(kept).of(SURVEY, LOCKED, TUESDAY)) == []
