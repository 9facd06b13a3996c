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
        opens = datetime.combine(day, self.opens, self.zone)
        closes = datetime.combine(day, self.wednesday_closes if day.weekday() == _WEDNESDAY else self.closes, self.zone)
        begin, finish = max(start, opens), min(end, closes)
        return max(0.0, (finish - begin) / (closes - opens))
