"""A volume that will be full soon if it goes on like this, while there is still time to do something about it.

The slope is Theil and Sen's: the median of the slopes between all pairs of days. A day on which somebody parked a large
file moves a median hardly and a least-squares line a lot. A jump that stays (a new program, a film that was copied) is
in too many pairs even for a median, so single days that stick out are smoothed, then the largest step is levelled, and
at least half of all steps must show growth. A volume that stopped growing is judged by its last week.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations, pairwise
from statistics import median

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting, Percent, say
from schoolwacht_collector.domain.rule import Course, Point, Rule, Trend
from schoolwacht_collector.domain.volumes import can_fill_up, volume_name

_METRIC = "disk.used_percent"
_MAY_BE_URGENT = frozenset({DeviceClass.SERVER, DeviceClass.SHARED, DeviceClass.STAFF})
_DAY = timedelta(days=1)
_FEWEST_DAYS = 7
_FEWEST_RECENT = 4
_RECENT_DAYS = 7.0
_GROWTH_SHARE = 0.5
_GROWTH_OF_SLOPE = 1 / 3


@dataclass(frozen=True, slots=True)
class Limits:
    """How many days may be left. From the percentage on it is `disk_full` that tells, unless days are left only."""

    warning_days: float = 14.0
    urgent_days: float = 3.0
    clear_days: float = 21.0
    told_already_percent: float = 90.0


def judge(course: Course, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a volume."""
    del now  # the days left count from the newest point, which is fresh
    line = course.lines.get(_METRIC, ())
    slope = percent_a_day(line)
    if slope is None:
        yield Unsure(_volume(course))
        return
    if slope <= 0 or not can_fill_up(course.tags):
        return
    used = line[-1][1]
    days = max(0.0, 100.0 - used) / slope
    soon = days < limits.urgent_days
    if days >= limits.clear_days or (used > limits.told_already_percent and not soon):
        return
    yield Finding(
        _volume(course),
        Severity.URGENT if soon and course.device.device_class in _MAY_BE_URGENT else Severity.WARNING,
        say(
            "{volume} is {used} full and will be full in {time} if it goes on like this",
            volume=volume_name(course.tags),
            used=Percent(used),
            time=Lasting(days * _DAY.total_seconds()),
        ),
        say("Look which folder grows, and stop or move what fills it: a log, a backup, a sync folder, recordings."),
        value=days,
        limit=limits.urgent_days if soon else limits.warning_days,
        opens=days < limits.warning_days,
    )


def covers(course: Course) -> Iterable[Subject]:
    """The volume whose course it is."""
    yield _volume(course)


def _volume(course: Course) -> Subject:
    return Subject(course.device.device_id, volume_name(course.tags))


def percent_a_day(line: Sequence[Point]) -> float | None:
    """How fast the volume grows, 0 when it does not; None while there are too few days to tell."""
    if len(line) < _FEWEST_DAYS:
        return None
    if line[-1][1] <= line[0][1]:
        return 0.0
    days = [((at - line[0][0]) / _DAY, value) for at, value in line]
    level = _levelled(_smoothed(days))
    recent = [(day, value) for day, value in level if day >= days[-1][0] - _RECENT_DAYS]
    if len(recent) < _FEWEST_RECENT:
        return None
    slope = min(_theil_sen(level), _theil_sen(recent))
    grew = sum(
        value - before >= _GROWTH_OF_SLOPE * slope * (day - past) for (past, before), (day, value) in pairwise(days)
    )
    return slope if slope > 0 and grew >= _GROWTH_SHARE * (len(days) - 1) else 0.0


def _theil_sen(points: Sequence[tuple[float, float]]) -> float:
    return median((value - before) / (day - past) for (past, before), (day, value) in combinations(points, 2))


def _smoothed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Each value by the median of itself and its neighbours: steady growth stays as it is, one odd day goes."""
    values = [value for _, value in points]
    inner = [median(values[place - 1 : place + 2]) for place in range(1, len(values) - 1)]
    return [(day, value) for (day, _), value in zip(points, [values[0], *inner, values[-1]], strict=True)]


def _levelled(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The points with the largest step taken out: after it, all are moved to where the usual step would have led."""
    steps = [(value - before, day - past) for (past, before), (day, value) in pairwise(points)]
    largest = max(range(len(steps)), key=lambda place: abs(steps[place][0]))
    usual = median(height / width for place, (height, width) in enumerate(steps) if place != largest)
    surplus = steps[largest][0] - usual * steps[largest][1]
    return [(day, value - surplus if place > largest else value) for place, (day, value) in enumerate(points)]


RULE = Rule(
    name="disk_fills_up",
    title=say("Disk fills up"),
    about=say("A volume grows day by day and will be full within two weeks if nothing changes."),
    source="The Prometheus node mixin forecasts 24 and 4 hours; stretched for who looks twice a week: 14 and 3 days.",
    question=Trend((_METRIC,), over=timedelta(days=14), every=_DAY, aggregate="mean"),
    limits=Limits(),
    judge=judge,
    covers=covers,
    hold=timedelta(hours=1),
    clear=timedelta(hours=6),
)
