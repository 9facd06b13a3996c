"""Which titles were used, as it is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import NoData, Surroundings
from schoolwacht_agent.probes.licence_use import PROBE, USE, WATCH, take
from schoolwacht_agent.usage_book import UsageBook

if TYPE_CHECKING:
    from agent.probes.conftest import Declared

PROGRAMS = {"acad": ("autocad",), "maya": ("maya",)}


def test_a_day_is_told_with_its_titles_and_the_minutes_of_looking(
    surroundings: Surroundings, declared: Declared
) -> None:
    book, on = UsageBook(), replace(surroundings, programs=PROGRAMS)
    for minute in range(31):
        book.count(on.home, on.now + timedelta(minutes=minute), ["autocad", "maya"], ["autocad"])
    rows = list(take(on, book))
    day = on.now.astimezone().date().isoformat()
    assert [(row.table, dict(row.cells)) for row in rows] == [
        (WATCH, {"day": day, "minutes": 30}),
        (USE, {"day": day, "title": "autocad", "minutes": 30}),
    ]
    for row in rows:
        declared(row, PROBE)


def test_switched_off_it_says_how_to_switch_it_on(surroundings: Surroundings) -> None:
    with pytest.raises(NoData, match="switched off") as refused:
        list(take(surroundings, UsageBook()))
    assert "console" in refused.value.remedy


def test_after_switching_off_the_table_is_empty_once(surroundings: Surroundings) -> None:
    book = UsageBook()
    book.follow(surroundings.home, wanted=True)
    book.count(surroundings.home, surroundings.now, ["autocad"], ["autocad"])
    book.follow(surroundings.home, wanted=False)
    assert list(take(surroundings, book)) == []
    with pytest.raises(NoData):
        list(take(surroundings, book))
