from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from agent.looked import LOAD, probe, raising
from schoolwacht_agent.looking import look
from schoolwacht_agent.probe import NoData, Surroundings

HERE = Surroundings(datetime(2026, 11, 23, tzinfo=UTC), Path())


def test_what_is_found_is_whole() -> None:
    assert look(probe("p", lambda _: iter([LOAD(1), LOAD(2)])), HERE).found == (LOAD(1), LOAD(2))


def test_nothing_to_measure_is_no_failure() -> None:
    seen = look(probe("p", raising(NoData("no battery"))), HERE)
    assert (seen.found, seen.nothing, seen.flaw) == (None, "no battery", "")


def test_a_failure_halfway_gives_nothing_and_says_why() -> None:
    seen = look(probe("p", raising(ZeroDivisionError("by zero"))), HERE)
    assert (seen.found, seen.nothing, seen.flaw) == (None, "", "ZeroDivisionError: by zero")
