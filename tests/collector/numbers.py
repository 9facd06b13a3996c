"""Numbers over time for tests: a series store that holds what is written down here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from collector.school import ms
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.domain.series import Dictionary, Frame, Origin, Series, Shape, Window
from schoolwacht_collector.ports import Busy


def course(device_id: str, metric: str, points: Mapping[datetime, float], **tags: str) -> list[Frame]:
    """The frames of one number, with two decimals."""
    measurement, _, field = metric.partition(".")
    shape = Shape(measurement, tuple(sorted(tags.items())), (field,), (2,))
    known = Dictionary(hash((metric, *tags.items())) & 0xFFFFFF, (shape,))
    origin = Origin(device_id, device_id, "", "")
    return [Frame(origin, known, ms(at), (round(value * 100),)) for at, value in points.items()]


def store(*frames: Sequence[Frame]) -> MemorySeries:
    """A store with all of them."""
    made = MemorySeries()
    for some in frames:
        assert made.append(some) == []
    return made


class Away:
    """A store that does not answer; it counts how often it is asked."""

    asked = 0

    def window(self, wanted: Window) -> Sequence[Series]:
        self.asked += 1
        raise Busy(f"the store does not answer about {wanted.metric}")


class Counting:
    """A store that remembers what it was asked."""

    def __init__(self, inner: MemorySeries) -> None:
        self.inner = inner
        self.asked: list[Window] = []

    def window(self, wanted: Window) -> Sequence[Series]:
        self.asked.append(wanted)
        return self.inner.window(wanted)
