"""How far back a chart looks, and how finely: about as many points as a chart is wide on a telephone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time and the buckets it is cut into."""

    length: timedelta
    every: timedelta


SPANS: Mapping[str, Span] = {
    "day": Span(timedelta(days=1), timedelta(minutes=5)),
    "week": Span(timedelta(days=7), timedelta(hours=1)),
    "month": Span(timedelta(days=31), timedelta(hours=3)),
    "year": Span(timedelta(days=366), timedelta(days=1)),
}
"""288, 168, 248 and 366 points. From a week on they are whole hours or days, which the store has ready."""
