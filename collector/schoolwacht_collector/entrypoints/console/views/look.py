"""The series store, asked about one device and one span of time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from statistics import fmean

from schoolwacht_collector.domain.series import Series, Window
from schoolwacht_collector.entrypoints.console.charts.lines import Point, rate
from schoolwacht_collector.entrypoints.console.charts.spans import Span
from schoolwacht_collector.ports import SeriesStore

_COUNTED = timedelta(hours=1)
"""Counters are compared at most this far apart: over a longer time a machine is switched off and begins anew."""


@dataclass(frozen=True, slots=True)
class Course:
    """What one series did: the mean of each bucket, and between which values it moved."""

    tags: Mapping[str, str]
    points: Sequence[Point]
    low: Sequence[Point]
    high: Sequence[Point]


@dataclass(frozen=True, slots=True)
class Look:
    """A device from `since` to `until`. A bucket is shown in its middle, and never later than now."""

    store: SeriesStore
    device_id: str
    since: datetime
    until: datetime
    every: timedelta

    def courses(self, metric: str) -> list[Course]:
        """The series of a metric."""
        means, lows, highs = (self._asked(metric, aggregate, self.every) for aggregate in ("mean", "min", "max"))
        extremes = {_key(low): (low, high) for low, high in zip(lows, highs, strict=False) if _key(low) == _key(high)}
        found: list[Course] = []
        for mean in means:
            low, high = extremes.get(_key(mean), (mean, mean))
            found.append(Course(mean.tags, *(self._middles(one.points, self.every) for one in (mean, low, high))))
        return found

    def rates(self, metric: str) -> list[tuple[Mapping[str, str], list[Point]]]:
        """How fast counters rose, per second: the mean of each bucket."""
        every = min(self.every, _COUNTED)
        return [
            (one.tags, self._coarser(self._middles(rate(one.points, within=2.5 * every), every)))
            for one in self._asked(metric, "last", every)
        ]

    def _asked(self, metric: str, aggregate: str, every: timedelta) -> Sequence[Series]:
        step = _ms(self.every)
        since = _ms(self.since) // step * step  # a whole bucket: half a one would look like a dip
        wanted = Window(metric, since, _ms(self.until), self.device_id, every_ms=_ms(every), aggregate=aggregate)
        return self.store.window(wanted)

    def _middles(self, points: Sequence[Point], every: timedelta) -> list[Point]:
        return [(max(self.since, min(at + every / 2, self.until)), value) for at, value in points]

    def _coarser(self, points: Sequence[Point]) -> list[Point]:
        if self.every <= _COUNTED:
            return list(points)
        buckets: dict[int, list[float]] = defaultdict(list)
        step = _ms(self.every)
        for at, value in points:
            buckets[_ms(at) // step].append(value)
        starts = ((datetime.fromtimestamp(bucket * step / 1000, self.since.tzinfo), bucket) for bucket in buckets)
        return self._middles([(start, fmean(buckets[bucket])) for start, bucket in starts], self.every)


def look_at(store: SeriesStore, device_id: str, span: Span, now: datetime) -> Look:
    """The span that ends now."""
    return Look(store, device_id, now - span.length, now, span.every)


def mirrored(course: Course) -> Course:
    """What is left of a hundred: how much was in use where it was measured how much was not."""
    points, low, high = ([(at, 100 - value) for at, value in one] for one in (course.points, course.high, course.low))
    return replace(course, points=points, low=low, high=high)


def _key(series: Series) -> tuple[tuple[tuple[str, str], ...], int]:
    """Which series, and how many buckets: an answer that came a moment later may have one more."""
    return tuple(sorted(series.tags.items())), len(series.points)


def _ms(moment: datetime | timedelta) -> int:
    seconds = moment.total_seconds() if isinstance(moment, timedelta) else moment.timestamp()
    return round(seconds * 1000)
