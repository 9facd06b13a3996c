"""What is known of several points together, and how such parts and single points become one bucket."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Part:
    """An hour, a day, or a bucket that a server made: enough to go on making larger ones, exactly."""

    start_ms: int
    last_at_ms: int
    count: int
    total: float
    low: float
    high: float
    last: float


def bucketed(
    points: Sequence[tuple[int, float]], parts: Sequence[Part], every_ms: int | None, aggregate: str
) -> list[tuple[int, float]]:
    """One value a bucket, at its start, in order of time. `points` must be in that order already.

    Without buckets points stay as they are, and a part is one point more.
    """
    if every_ms is None or every_ms <= 0:
        return sorted({**{part.start_ms: _value([], [part], aggregate) for part in parts}, **dict(points)}.items())
    if aggregate == "last" and not parts:  # the last point of a bucket comes last and stays: the quickest way
        return list({at - at % every_ms: value for at, value in points}.items())
    points_of = _grouped(((at, (at, value)) for at, value in points), every_ms)
    parts_of = _grouped(((part.start_ms, part) for part in parts), every_ms)
    return [
        (start, _value(points_of.get(start, ()), parts_of.get(start, ()), aggregate))
        for start in sorted({*points_of, *parts_of})
    ]


def _grouped(items: Iterable[tuple[int, Item]], every_ms: int) -> Mapping[int, Sequence[Item]]:
    groups: dict[int, list[Item]] = defaultdict(list)
    for at, item in items:
        groups[at - at % every_ms].append(item)
    return groups


def _value(points: Sequence[tuple[int, float]], parts: Sequence[Part], aggregate: str) -> float:
    if aggregate == "last":
        ends = [*points[-1:], *((part.last_at_ms, part.last) for part in parts)]
        return max(ends, key=lambda end: end[0])[1]
    values = [value for _, value in points]
    if aggregate == "min":
        return min([*values, *(part.low for part in parts)])
    if aggregate == "max":
        return max([*values, *(part.high for part in parts)])
    if aggregate == "mean":
        count = len(values) + sum(part.count for part in parts)
        return (sum(values) + sum(part.total for part in parts)) / count
    raise ValueError(f"a bucket has no {aggregate!r}; ask for last, mean, min or max")
