"""When machines other than servers are told of: once a school day, all at the same moment.

What is wrong with the set-up of one such machine is mostly wrong with its whole room, or with all three hundred. Told
when each is seen, that would be three hundred letters; told at one moment, the letters become one (`deliver_alerts`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from schoolwacht_collector.domain.calendar import SchoolCalendar

_AFTER_OPENING = timedelta(hours=2)
"""By then most machines of the day have been started, and those with updates to fetch have fetched them."""
_LONG = timedelta(minutes=30)
"""Long enough for a rule to see that it lasts, and for a collector that is being restarted."""


def is_round(calendar: SchoolCalendar, now: datetime) -> bool:
    """Whether this is the half hour of the daily round: two hours after the school opened, on a school day."""
    day = now.astimezone(calendar.zone).date()
    if not calendar.is_school_day(day):
        return False
    start = calendar.opening(day) + _AFTER_OPENING
    return start <= now < start + _LONG
