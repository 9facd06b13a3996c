"""The Flemish school calendar: holidays by the decree of 17 April 1991, as the library `holidays` knows them.

Checked against published dates of the school years 2024 to 2030; each school adds its own days off.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from schoolwacht_collector.data import shipped_days_off
from schoolwacht_collector.domain.calendar import SchoolCalendar

ZONE = "Europe/Brussels"
_YEARS_BACK = 2


def flemish_calendar(today: date, *, zone: str = ZONE, own_days_off: Iterable[date] = ()) -> SchoolCalendar:
    """The calendar around today. Cheap enough to ask for at every round: a year is worked out once."""
    return SchoolCalendar(ZoneInfo(zone), _holidays_around(today.year) | frozenset(own_days_off))


@lru_cache(maxsize=4)
def _holidays_around(year: int) -> frozenset[date]:
    shipped: dict[str, list[str]] = json.loads(shipped_days_off())
    found: set[date] = set()
    for one in range(year - _YEARS_BACK, year + 2):
        days = shipped.get(str(one))
        found.update(_asked_of_the_library(one) if days is None else map(date.fromisoformat, days))
    return frozenset(found)


def _asked_of_the_library(year: int) -> Iterable[date]:
    """For a year beyond the shipped ones. The library takes 15 MiB of memory, which is why we ship days at all."""
    import holidays

    return holidays.country_holidays("BE", subdiv="Flemish", categories=("public", "school"), years=year)
