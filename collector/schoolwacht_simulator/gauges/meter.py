"""What all measuring has in common: the points of a part, and its numbers at a moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schoolwacht_protos.v1.ingest_pb2 import Shape


@dataclass(frozen=True, slots=True)
class Now:
    """A moment in the life of one machine. `busy` is how hard it is used, 0 to 1; `days` counts from the beginning."""

    ms: int
    boot_ms: int
    up: int
    days: float
    busy: float


@dataclass(frozen=True, slots=True)
class Meter:
    """The points of one part of a machine, and a function that gives their numbers in that order."""

    shapes: tuple[Shape, ...]
    numbers: Callable[[Now], list[int]]


def shape(measurement: str, fields: Mapping[str, int], **tags: str) -> Shape:
    """A point: its fields with their decimals, and its tags."""
    names = sorted(tags)
    return Shape(
        measurement=measurement,
        tag_keys=names,
        tag_values=[tags[name] for name in names],
        fields=list(fields),
        decimals=list(fields.values()),
    )


def climbed(rate: float, up: int, swing: int) -> int:
    """A counter that has climbed at about this rate for so many seconds; faster and slower in turns, never back."""
    period = 7200.0
    phase = (up % period) / period
    # The integral of 1 + 0.8 * (a triangle that goes up and down once a period).
    wave = phase * (1 - phase) * period * 0.8
    return int(rate * (up + wave)) + swing
