"""The Flemish school calendar: holidays by the decree of 17 April 1991, as the library `holidays` knows them.

Checked against published dates of the school years 2024 to 2030; each school adds its own days off.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from zoneinfo import ZoneInfo

from schoolwacht_collector.domain.calendar import SchoolCalendar

ZONE = "Europe/Brussels"
_YEARS_BACK = 2


def flemish_calendar(today: date, *, zone: str = ZONE, own_days_off: Iterable[date] = ()) -> SchoolCalendar:
    """The calendar around today. Cheap enough to ask for at every round: a year is worked out once."""
    return SchoolCalendar(ZoneInfo(zone), _holidays_around(today.year) | frozenset(own_days_off))


@lru_cache(maxsize=4)
def _holidays_around(year: int) -> frozenset[date]:
    import holidays  # takes a while to import, and only the judging process needs it

    years = range(year - _YEARS_BACK, year + 2)
    found = holidays.country_holidays("BE", subdiv="Flemish", categories=("public", "school"), years=years)
    return frozenset(found)
