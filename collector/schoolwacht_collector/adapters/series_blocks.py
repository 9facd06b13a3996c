"""Roll-ups as bytes: all hours of a day, or all days of a month, of one device and dictionary together.

Of each number four columns are kept: the last value, how far the smallest lies below it, how far the largest lies
above it, and how far the sum lies from so many times the last one. A number that did not change is four zeros. The
columns lie as planes, all lowest bytes first, because bytes of equal weight resemble each other and compress; one
metric is read from a block without rebuilding the others.
"""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_HEAD = struct.Struct("<BHH")
_POINT = struct.Struct("<HII")
_PACKED, _SPELLED = 1, 2
_WIDTH = 8
_COLUMNS = 4
_EFFORT = 6
"""Of zlib: more costs twice the time for a hundredth of the room."""


class Column(NamedTuple):
    """One number of a dictionary over one step: scaled integers, as in a frame. `total` is their sum."""

    last: int
    low: int
    high: int
    total: int


@dataclass(frozen=True, slots=True)
class Point:
    """One step: how many frames, when the last one was (milliseconds into the step), and each number."""

    count: int
    last_after_ms: int
    columns: Sequence[Column]


def encode(points: Mapping[int, Point]) -> bytes:
    """A block of points by their place in it: hour of the day, day of the month."""
    places = sorted(points)
    width = len(points[places[0]].columns)
    numbers = _numbers([points[place] for place in places], width)
    try:
        kind, body = _PACKED, _planes(struct.pack(f"<{len(numbers)}q", *numbers))
    except struct.error:  # a counter near the end of 64 bits
        kind, body = _SPELLED, json.dumps(numbers, separators=(",", ":")).encode()
    heads = b"".join(_POINT.pack(place, points[place].count, points[place].last_after_ms) for place in places)
    return zlib.compress(_HEAD.pack(kind, len(places), width) + heads + body, _EFFORT)


def decode(block: bytes) -> dict[int, Point]:
    """The inverse of `encode`."""
    opened = Opened(block)
    columns = opened.columns()
    return {
        place: Point(count, after, [column[index] for column in columns])
        for index, (place, count, after) in enumerate(opened.points)
    }


class Opened:
    """A block from which single columns are read."""

    def __init__(self, block: bytes) -> None:
        content = zlib.decompress(block)
        if len(content) < _HEAD.size:
            raise ValueError("not a block of roll-ups")
        self._kind, steps, self.width = _HEAD.unpack_from(content)
        body = _HEAD.size + steps * _POINT.size
        packed = self._kind == _PACKED
        least = steps * self.width * _COLUMNS * _WIDTH if packed else 2
        if self._kind not in (_PACKED, _SPELLED) or len(content) < body + least:
            raise ValueError("not a block of roll-ups")
        self.points: list[tuple[int, int, int]] = list(_POINT.iter_unpack(content[_HEAD.size : body]))
        """Place, count and `last_after_ms` of each step, in order."""
        self._body = content[body:]
        self._spelled: list[int] = [] if packed else json.loads(self._body)

    def column(self, number: int) -> list[Column]:
        """One number of the dictionary, by its place there, over all steps of the block."""
        steps = len(self.points)
        parts = (self._slice((column * self.width + number) * steps, steps) for column in range(_COLUMNS))
        return _columns(parts, [count for _, count, _ in self.points])

    def columns(self) -> list[list[Column]]:
        """Every number of the dictionary: quicker than asking one after the other."""
        steps, size = len(self.points), len(self.points) * self.width
        every = self._slice(0, size * _COLUMNS)
        parts = (every[column * size : (column + 1) * size] for column in range(_COLUMNS))
        found = _columns(parts, [count for _, count, _ in self.points] * self.width)
        return [found[start : start + steps] for start in range(0, size, steps)]

    def _slice(self, start: int, amount: int) -> Sequence[int]:
        if self._kind == _SPELLED:
            return self._spelled[start : start + amount]
        size = len(self.points) * self.width * _COLUMNS
        found = bytearray(amount * _WIDTH)
        for plane in range(_WIDTH):
            found[plane::_WIDTH] = self._body[plane * size + start : plane * size + start + amount]
        return struct.unpack(f"<{amount}q", found)


def _columns(parts: Iterable[Sequence[int]], counts: Sequence[int]) -> list[Column]:
    """`parts` are the four kinds: last, below it, above it, sum against it."""
    return [
        Column(last, last - low, last + high, count * last + _unzigzag(total))
        for last, low, high, total, count in zip(*parts, counts, strict=True)
    ]


def _numbers(points: Sequence[Point], width: int) -> list[int]:
    """Column after column, number after number, step after step."""
    across = [[(point.columns[number], point.count) for point in points] for number in range(width)]
    return [
        *(one.last for row in across for one, _ in row),
        *(one.last - one.low for row in across for one, _ in row),
        *(one.high - one.last for row in across for one, _ in row),
        *(_zigzag(one.total - count * one.last) for row in across for one, count in row),
    ]


def _planes(packed: bytes) -> bytes:
    return b"".join(packed[plane::_WIDTH] for plane in range(_WIDTH))


def _zigzag(number: int) -> int:
    """Small numbers of either sign as small numbers without one."""
    return 2 * number if number >= 0 else -2 * number - 1


def _unzigzag(number: int) -> int:
    return number >> 1 if number % 2 == 0 else -(number >> 1) - 1
