"""Readings become frames: the numbers of one moment in a row, and a dictionary that says what each of them means.

The order is fixed (measurement, tags, field, each by name), so that the same machine makes the same dictionary every
minute and it is sent once only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schoolwacht_agent.clean_text import clean
from schoolwacht_agent.probe import COLLECTOR_TAGS, Reading
from schoolwacht_protos.v1.ingest_pb2 import Definition, Frame, Payload, Shape

MOST_POINTS = 512
MOST_DEFINITION_BYTES = 128 * 1024
MOST_PAYLOAD_BYTES = 64 * 1024
MOST_FIELDS = 256

Tags = tuple[tuple[str, str], ...]
Point = tuple[str, Tags]


@dataclass(frozen=True, slots=True)
class PackedFrame:
    """One batch of measurements, ready for the spool."""

    dictionary: bytes
    definition: bytes
    payload: bytes
    taken_at_ms: int
    samples: int


@dataclass(frozen=True, slots=True)
class Packed:
    """The frames of one run, and how many readings were no number that could be sent."""

    frames: tuple[PackedFrame, ...]
    unfit: int


def pack(readings: Iterable[Reading], taken_at_ms: int) -> Packed:
    """All readings of one moment, as few frames as the limits of the wire allow."""
    points: dict[Point, dict[str, tuple[int, int]]] = {}
    unfit = 0
    for reading in readings:
        number = reading.gauge.scaled(reading.value)
        if number is None:
            unfit += 1
            continue
        point = (reading.gauge.measurement, _tags(reading.tags))
        fields = points.setdefault(point, {})
        if reading.gauge.field in fields or len(fields) >= MOST_FIELDS:
            unfit += 1
            continue
        fields[reading.gauge.field] = (number, reading.gauge.decimals)
    ordered = sorted(points.items(), key=lambda item: item[0])
    return Packed(tuple(_frames(ordered, taken_at_ms)), unfit)


def dictionary_id(definition: bytes) -> bytes:
    """The name of a definition: first 8 bytes of its SHA-256, big-endian."""
    return hashlib.sha256(definition).digest()[:8]


def _tags(tags: Tags) -> Tags:
    """Tags in order, cleaned; one without a value would not survive a line-protocol store and is left out."""
    cleaned = ((name, clean(value)) for name, value in sorted(tags))
    return tuple((name, value) for name, value in cleaned if value and name not in COLLECTOR_TAGS)


def _frames(points: Sequence[tuple[Point, dict[str, tuple[int, int]]]], taken_at_ms: int) -> list[PackedFrame]:
    """One frame, or the frames of both halves where one would be too large."""
    if not points:
        return []
    definition, numbers = _definition(points)
    frame = Frame(dictionary=int.from_bytes(dictionary_id(definition)), taken_at_ms=taken_at_ms, numbers=numbers)
    payload = Payload(frames=[frame]).SerializeToString()
    fits = (
        len(points) <= MOST_POINTS and len(definition) <= MOST_DEFINITION_BYTES and len(payload) <= MOST_PAYLOAD_BYTES
    )
    if fits or len(points) == 1:
        return [PackedFrame(dictionary_id(definition), definition, payload, taken_at_ms, len(numbers))]
    half = len(points) // 2
    return _frames(points[:half], taken_at_ms) + _frames(points[half:], taken_at_ms)


def _definition(points: Sequence[tuple[Point, dict[str, tuple[int, int]]]]) -> tuple[bytes, list[int]]:
    shapes = []
    numbers = []
    for (measurement, tags), fields in points:
        named = sorted(fields.items())
        numbers += [number for _, (number, _) in named]
        shapes.append(
            Shape(
                measurement=measurement,
                tag_keys=[name for name, _ in tags],
                tag_values=[value for _, value in tags],
                fields=[name for name, _ in named],
                decimals=[decimals for _, (_, decimals) in named],
            )
        )
    return Definition(shapes=shapes).SerializeToString(deterministic=True), numbers
