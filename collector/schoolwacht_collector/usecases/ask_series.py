"""Asks the series store how numbers went. Windows end on the hour, so that whoever remembers them asks once an hour."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import Course, Point, Trend
from schoolwacht_collector.domain.series import Series, Window

HOUR_MS = 3_600_000
MANY_DEVICES = 200
"""From here on one question about all devices is cheaper than one about each."""


class SeriesWindows(Protocol):
    """All that judging needs of a series store. The contract is that of `ports.SeriesStore.window`."""

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series in a window. Raises Busy when the store does not answer."""


class RememberedWindows:
    """A series store that is not asked the same twice within an hour. Made for windows that lie in the past.

    What comes late out of a spool after a window was read shows in the next one. The first window of a new hour makes
    it forget all others, so it holds no more than one hour's rounds ask.
    """

    def __init__(self, store: SeriesWindows) -> None:
        self._store = store
        self._newest_ms = 0
        self._known: dict[tuple[object, ...], Sequence[Series]] = {}

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series in a window. Raises Busy when the store does not answer."""
        if wanted.until_ms > self._newest_ms:
            self._newest_ms = wanted.until_ms
            self._known.clear()
        tags = tuple(sorted(wanted.tags.items()))
        span = (wanted.since_ms, wanted.until_ms, wanted.every_ms, wanted.aggregate)
        key = (wanted.metric, wanted.device_id, tags, *span)
        if key not in self._known:
            self._known[key] = self._store.window(wanted)
        return self._known[key]


class NoSeries:
    """Stands in where there is no series store at all: every question finds nothing, so nothing is judged by it."""

    def window(self, wanted: Window) -> Sequence[Series]:
        """Nothing."""
        del wanted
        return ()


def courses(
    store: SeriesWindows, asked: Trend, devices: Mapping[str, Device], now: datetime, *, of_all: bool
) -> Iterator[Course]:
    """How the numbers of these devices went, where the newest is fresh. Raises Busy."""
    until_ms = int(now.timestamp() * 1000) // HOUR_MS * HOUR_MS
    every_ms = int(asked.every / timedelta(milliseconds=1))
    since_ms = (until_ms - int(asked.over / timedelta(milliseconds=1))) // every_ms * every_ms
    whom: Iterable[str | None] = [None] if of_all or len(devices) > MANY_DEVICES else sorted(devices)
    lines: dict[tuple[str, tuple[tuple[str, str], ...]], dict[str, tuple[Point, ...]]] = {}
    for device_id in whom:
        for metric in asked.metrics:
            wanted = Window(
                metric, since_ms, until_ms, device_id=device_id, every_ms=every_ms, aggregate=asked.aggregate
            )
            for series in store.window(wanted):
                if series.device_id in devices:
                    where = (series.device_id, tuple(sorted(series.tags.items())))
                    lines.setdefault(where, {})[metric] = tuple(series.points)
    oldest = now - asked.fresh_for - asked.every  # a bucket bears the moment at which it begins
    for (device_id, tags), found in lines.items():
        if any(points and points[-1][0] >= oldest for points in found.values()):
            yield Course(devices[device_id], dict(tags), found)
