"""School time: when machines are supposed to be on.

A pupil's machine is rightly off for about 85 % of the year: nights, weekends, Wednesday afternoons, holidays. Silence
is therefore counted in school days, and a school day only passes while the school is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

_FRIDAY = 4
_WEDNESDAY = 2
_DAY = timedelta(days=1)
_HOLIDAY_DAYS = 7
"""Days in a row without lessons that make a holiday; a long weekend around a free Thursday and Friday has four."""
_SETTLING_DAYS = 2
_LONGEST_LOOK = timedelta(days=400)
"""Over a year of silence is silence; counting further back would tell nothing new."""


@dataclass(frozen=True, slots=True)
class SchoolCalendar:
    """The days and hours of one school. Days off are data: holidays by law, and the school's own."""

    zone: tzinfo
    days_off: frozenset[date]
    opens: time = time(8, 0)
    closes: time = time(16, 0)
    wednesday_closes: time = time(12, 0)

    def is_school_day(self, day: date) -> bool:
        """Whether there are lessons on this day."""
        return day.weekday() <= _FRIDAY and day not in self.days_off

    def opening(self, day: date) -> datetime:
        """When the school opens on a day that it does."""
        return datetime.combine(day, self.opens, self.zone)

    def closing(self, day: date) -> datetime:
        """When the lessons of a day end."""
        return datetime.combine(day, self.wednesday_closes if day.weekday() == _WEDNESDAY else self.closes, self.zone)

    def is_open(self, moment: datetime) -> bool:
        """Whether there are lessons at this moment."""
        day = moment.astimezone(self.zone).date()
        return self.is_school_day(day) and self.opening(day) <= moment < self.closing(day)

    def school_days_before(self, day: date, count: int) -> list[date]:
        """The last so many school days before a day, newest first."""
        found: list[date] = []
        earliest = day - _LONGEST_LOOK
        while len(found) < count and (day := day - _DAY) >= earliest:
            if self.is_school_day(day):
                found.append(day)
        return found

    def is_settling(self, moment: datetime) -> bool:
        """Whether it is a holiday, or one of the first two school days after one.

        Machines come back one by one then, from cupboards and from repair: silence says little.
        """
        day, lessons, off = moment.astimezone(self.zone).date(), 0, 0
        while lessons <= _SETTLING_DAYS and off < _HOLIDAY_DAYS:
            lessons, off = (lessons + 1, 0) if self.is_school_day(day) else (lessons, off + 1)
            day -= _DAY
        return off >= _HOLIDAY_DAYS

    def school_days_between(self, start: datetime, end: datetime) -> float:
        """How many school days passed, with fractions: at noon half of an eight-to-four day is over.

        A Wednesday counts as a whole day, though it ends at noon.
        """
        last = end.astimezone(self.zone).date()
        day = max(start.astimezone(self.zone).date(), last - _LONGEST_LOOK)
        passed = 0.0
        while day <= last:
            if self.is_school_day(day):
                passed += self._share(day, start, end)
            day += _DAY
        return passed

    def _share(self, day: date, start: datetime, end: datetime) -> float:
        """Which share of a school day's hours lies between two moments."""
        opens, closes = self.opening(day), self.closing(day)
        begin, finish = max(start, opens), min(end, closes)
        return max(0.0, (finish - begin) / (closes - opens))
