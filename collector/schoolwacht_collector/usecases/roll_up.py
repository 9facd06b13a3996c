"""Turns old points into hours and days, and forgets what is old enough, so that five years fit on a small disk.

How long each kind is kept, and why: a month of every point, because that is how far back somebody asks "what happened
that morning"; thirteen months of hours, so that this November lies beside the last one; five years of days, which is
how long a school keeps a computer.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from schoolwacht_collector.ports import SeriesRoller

RAW_KEPT = timedelta(days=30)
HOURLY_KEPT = timedelta(days=396)
DAILY_KEPT = timedelta(days=1827)
SETTLING = timedelta(minutes=5)
"""How long after its end an hour is first rolled up: by then what agents measured in it has nearly always arrived.
What comes later still is rolled up again."""


def roll_up(roller: SeriesRoller, now: datetime) -> int:
    """One portion of work; how many hours of machines were rolled up. More than 0: there may be more, call again.

    Raises Busy when the store is away, with what to do.
    """
    rolled = roller.roll(milliseconds(now - SETTLING))
    roller.prune(milliseconds(now))
    return rolled


def milliseconds(moment: datetime) -> int:
    """A moment as the stores count it."""
    return int(moment.timestamp() * 1000)
