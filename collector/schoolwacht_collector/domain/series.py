"""Time series as the collector thinks of them: frames on the way in, series on the way out."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import overload


@dataclass(frozen=True, slots=True)
class Shape:
    """One point of a frame: a measurement, its tags, and the fields whose numbers follow each other.

    `decimals` has one entry a field: 0 for an integer, d for a decimal number with d digits behind the point.
    """

    measurement: str
    tags: tuple[tuple[str, str], ...]
    fields: tuple[str, ...]
    decimals: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What the numbers of a frame mean. `key` is the content hash that the agent uses for it (unsigned, 64 bits).

    `kept` tells which numbers on the wire belong to `shapes`; None means all of them. What is left out was refused when
    the dictionary came in (an unknown measurement, more series than a device may have), for good.
    """

    key: int
    shapes: tuple[Shape, ...]
    kept: tuple[int, ...] | None = None
    size: int = field(init=False, repr=False, compare=False)
    """How many numbers a frame by this dictionary has: asked for every frame, so counted once."""

    def __post_init__(self) -> None:
        """Counts."""
        object.__setattr__(self, "size", sum(len(shape.fields) for shape in self.shapes))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a frame comes from, resolved once when it was recorded. A replay writes the same bytes."""

    device_id: str
    host: str
    site: str
    room: str


class PackedNumbers(Sequence[int]):
    """Whole numbers side by side, eight bytes each, little-endian, signed; unpacked when somebody looks at them.

    Ledger and embedded store keep them in this form, so most frames pass from one to the other without being unpacked.
    """

    __slots__ = ("cells",)

    def __init__(self, cells: bytes) -> None:
        self.cells = cells

    def __len__(self) -> int:
        return len(self.cells) // 8

    @overload
    def __getitem__(self, place: int) -> int: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[int, ...]: ...
    def __getitem__(self, place: int | slice) -> int | tuple[int, ...]:
        return self._numbers()[place]

    def __iter__(self) -> Iterator[int]:
        return iter(self._numbers())

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedNumbers):
            return self.cells == other.cells
        return self._numbers() == other

    def __hash__(self) -> int:
        return hash(self._numbers())

    def __repr__(self) -> str:
        return repr(self._numbers())

    def _numbers(self) -> tuple[int, ...]:
        return struct.unpack_from(f"<{len(self)}q", self.cells)


@dataclass(frozen=True, slots=True)
class Frame:
    """All numbers a device measured at one moment. A field with d decimals carries value * 10**d."""

    origin: Origin
    dictionary: Dictionary
    taken_at_ms: int
    numbers: tuple[int, ...] | PackedNumbers


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that happened at a moment, kept as one point: an alert that opened, for example."""

    measurement: str
    tags: Mapping[str, str]
    fields: Mapping[str, str | int | float]
    at_ms: int


Entry = Frame | Mark


@dataclass(frozen=True, slots=True)
class Refusal:
    """One entry, or one point of it, that a store will never take, with the store's own reason."""

    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """The values of one metric of one device and tag set, oldest first."""

    device_id: str
    metric: str
    tags: Mapping[str, str] = field(default_factory=dict)
    points: tuple[tuple[datetime, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Window:
    """Which series are wanted. `metric` is `measurement.field`; no device_id means all devices.

    With `every_ms` the span is cut in buckets of that size, aligned to 1970, and a bucket gives one point: its last, or
    the mean, the smallest or the largest (`aggregate`); an empty bucket gives none, so that a night without data stays
    a gap.
    """

    metric: str
    since_ms: int
    until_ms: int
    device_id: str | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    every_ms: int | None = None
    aggregate: str = "last"


def value_of(number: int, decimals: int) -> float:
    """The value a number on the wire stands for: an int for integers, else a float."""
    return number / 10**decimals if decimals else number
