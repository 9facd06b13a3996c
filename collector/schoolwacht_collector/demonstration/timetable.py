"""Which fortnight is played, and in which steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from schoolwacht_collector.domain.calendar import SchoolCalendar

LESSON_STEP = timedelta(minutes=15)
"""Machines measure every minute within it; judged four times an hour, a fortnight plays in under two minutes."""
QUIET_STEP = timedelta(hours=1)
"""At night only servers are on; a step of an hour still shows each of their backups."""
_BELL = time(11, 0)
_MORNING, _EVENING = time(7, 30), time(16, 30)
_ENOUGH_SCHOOL_DAYS = 7
_LONGEST_LOOK = 120


def a_school_morning(real_now: datetime, calendar: SchoolCalendar, days: int) -> datetime:
    """The newest eleven o'clock on a school day, with enough school days in the stretch before it.

    So a school that is looked at on a Sunday evening or in July is awake all the same.
    """
    day = real_now.astimezone(calendar.zone).date()
    for _ in range(_LONGEST_LOOK):
        moment = datetime.combine(day, _BELL, calendar.zone)
        begins = moment - timedelta(days=days)
        wanted = min(_ENOUGH_SCHOOL_DAYS, days // 2)
        if (
            moment <= real_now
            and calendar.is_school_day(day)
            and calendar.is_school_day(day - timedelta(days=1 if day.weekday() else 3))
            and calendar.school_days_between(begins, moment) >= wanted
        ):
            return moment.astimezone(real_now.tzinfo)
        day -= timedelta(days=1)
    return real_now


def steps(begins: datetime, ends: datetime, calendar: SchoolCalendar) -> Iterator[datetime]:
    """The moments at which everything is measured and judged, up to and including the end."""
    moment = begins
    while moment < ends:
        yield moment
        here = moment.astimezone(calendar.zone)
        lessons = calendar.is_school_day(here.date()) and _MORNING <= here.time() < _EVENING
        moment += LESSON_STEP if lessons else QUIET_STEP
    yield ends
