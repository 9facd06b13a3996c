"""What a chart draws of a series: unbroken stretches, thinned so that no peak and no dip is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

Point = tuple[datetime, float]

MOST_POINTS = 450
"""More than a screen shows; 1,440 points thinned to this keep a page near 50 KiB."""
_GAP = 2.5
"""Steps. One missing value is bridged; two are a gap, for nobody knows what happened then."""
_LEAST_GAP = timedelta(seconds=30)


def stretches(points: Sequence[Point]) -> list[list[Point]]:
    """The points, cut wherever the next one is further away than 2.5 times the usual step."""
    if not points:
        return []
    steps = [(after[0] - before[0]).total_seconds() for before, after in pairwise(points)]
    far = max(_GAP * median(steps) if steps else 0.0, _LEAST_GAP.total_seconds())
    parts = [[points[0]]]
    for step, point in zip(steps, points[1:], strict=True):
        if step > far:
            parts.append([])
        parts[-1].append(point)
    return parts


def thinned(points: Sequence[Point], at_most: int = MOST_POINTS) -> list[Point]:
    """The lowest and the highest point of equally long pieces, in order; first and last always stay."""
    if len(points) <= at_most:
        return list(points)
    pieces = max(1, (at_most - 2) // 2)
    inner = points[1:-1]
    kept = [points[0]]
    for number in range(pieces):
        piece = inner[number * len(inner) // pieces : (number + 1) * len(inner) // pieces]
        if piece:
            low, high = min(piece, key=_value), max(piece, key=_value)
            kept += [low] if low is high else sorted((low, high))
    return [*kept, points[-1]]


def drawn(points: Sequence[Point], at_most: int = MOST_POINTS) -> list[list[Point]]:
    """The stretches, each thinned to its share of the points there may be."""
    parts = stretches(points)
    return [thinned(part, max(2, round(at_most * len(part) / len(points)))) for part in parts]


def rate(points: Iterable[Point], within: timedelta = timedelta.max) -> list[Point]:
    """How fast a counter rises, per second. Where it fell (a restart), or was not seen for long, nothing is known."""
    return [
        (after[0], (after[1] - before[1]) / (after[0] - before[0]).total_seconds())
        for before, after in pairwise(points)
        if after[1] >= before[1] and timedelta(0) < after[0] - before[0] <= within
    ]


def _value(point: Point) -> float:
    return point[1]
