"""How a counter of a disk went over the last week. A count that stands still is history; one that rises is a failure.

Counters only rise; one that is lower than before belongs to another disk in the same place, and begins anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Past:
    """By how much a counter rose. All is 0 while nothing earlier is known: then the first value is the baseline."""

    week: float = 0.0
    day: float = 0.0
    hour: float = 0.0
    """The most within one hour of the last day."""
    days: int = 0
    """On how many days of the week it rose."""
    baseline: bool = False
    """Whether anything earlier is known."""


def past_of(points: Sequence[tuple[datetime, float]], newest: tuple[datetime, float]) -> Past:
    """The past of a counter whose newest value was read at a moment. Points are oldest first."""
    now, _ = newest
    known = [point for point in points if now - _WEEK <= point[0] < now]
    rises = [
        (at, value - before, at - earlier)
        for (earlier, before), (at, value) in pairwise([*known, newest])
        if value > before
    ]
    lately = [(rise, took) for at, rise, took in rises if now - at < _DAY]
    return Past(
        week=sum(rise for _, rise, _ in rises),
        day=sum(rise for rise, _ in lately),
        hour=max((rise / max(1.0, took / _HOUR) for rise, took in lately), default=0.0),
        days=len({at.date() for at, _, _ in rises}),
        baseline=bool(known),
    )
