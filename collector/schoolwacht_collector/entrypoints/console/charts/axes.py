"""Where a chart has its lines and words: round values on the side, hours or days below."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from schoolwacht_collector.entrypoints.console.charts.lines import Point

_HOURS_APART = 4
_A_FEW_DAYS, _SOME_WEEKS = timedelta(days=2), timedelta(days=40)
_A_WEEK = timedelta(days=8)


@dataclass(frozen=True, slots=True)
class Scale:
    """The values from the bottom to the top of a chart, with the ones that get a line."""

    low: float
    high: float
    marks: tuple[float, ...]


PERCENT = Scale(0, 100, (0, 50, 100))
_FULL = (
    (90.0, Scale(90, 100, (90, 95, 100))),
    (80.0, Scale(80, 100, (80, 90, 100))),
    (50.0, Scale(50, 100, (50, 75, 100))),
)


def fullness(points: Sequence[Point], threshold: float | None) -> Scale:
    """Percentages that hardly move, such as how full a volume is: the upper part only, when all is there."""
    lowest = min([value for _, value in points] + [threshold if threshold is not None else 100.0])
    return next((scale for floor, scale in _FULL if lowest >= floor + 1), PERCENT)


def amounts(highest: float) -> Scale:
    """From zero to a round value at or above the highest one."""
    if not highest > 0 or not math.isfinite(highest):
        return Scale(0, 1, (0, 1))
    power = 10.0 ** math.floor(math.log10(highest))
    top = next(step * power for step in (1, 2, 5, 10) if step * power >= highest)
    return Scale(0, top, (0, top / 2, top))


def midnights(since: datetime, until: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Every local midnight between two moments. Days of 23 and 25 hours come out right."""
    day = since.astimezone(zone).date() + timedelta(days=1)
    while (midnight := datetime(day.year, day.month, day.day, tzinfo=zone)) < until:
        yield midnight
        day += timedelta(days=1)


def parts(since: datetime, until: datetime, zone: ZoneInfo) -> list[datetime]:
    """Where a chart has its upright lines: every midnight; for some weeks the Mondays; beyond that the months."""
    found = list(midnights(since, until, zone))
    if until - since > _SOME_WEEKS:
        return [midnight for midnight in found if midnight.day == 1]
    return found if until - since <= _A_WEEK else [midnight for midnight in found if midnight.weekday() == 0]


def times(
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    weekday: Callable[[datetime], str],
    clock: Callable[[datetime], str],
) -> list[tuple[datetime, str]]:
    """The words below a chart: hours, the name of each day at its noon, the date of each Monday, or every month."""
    if until - since > _SOME_WEEKS:
        return [(first, f"{first:%m/%Y}") for first in parts(since, until, zone) if first.month % 2]
    if until - since > _A_WEEK:
        return [(monday, f"{monday:%d/%m}") for monday in parts(since, until, zone)]
    if until - since > _A_FEW_DAYS:
        noons = (midnight + timedelta(hours=12) for midnight in midnights(since - timedelta(days=1), until, zone))
        return [(noon, weekday(noon)) for noon in noons if since < noon < until]
    start = since.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    hours = (start + timedelta(hours=step) for step in range(1, 49))
    return [(hour, clock(hour)) for hour in hours if hour.hour % _HOURS_APART == 0 and since < hour < until]
