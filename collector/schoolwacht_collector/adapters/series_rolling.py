"""One device's hours and days made from its points, and laid into the file of roll-ups.

Doing it again gives the same. Where points are gone already (they were pruned, or their file was lost), what comes
late would make a poorer hour than the one that is there: of two versions the one of more frames stays.
"""

from __future__ import annotations

import sqlite3
import struct
import sys
import zlib
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schoolwacht_collector.adapters.series_blocks import Column, Point, decode, encode
from schoolwacht_collector.adapters.series_file import Damaged
from schoolwacht_collector.adapters.series_steps import DAILY, HOUR_MS, HOURLY, Step

BIG_ENDIAN = sys.byteorder == "big"

Points = dict[int, Point]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a block lies."""

    step: Step
    device: int
    start: int
    dictionary: int


@dataclass(frozen=True, slots=True)
class Day:
    """Hours of one day of one device, made from its points: by dictionary, which is (digest, shapes)."""

    device_id: str
    start: int
    made: Mapping[tuple[bytes, str], Points]


def day_of(raw: sqlite3.Connection, device: tuple[int, str], start: int, hours: Iterable[int]) -> Day:
    """Makes hours of a day. `raw` is in a transaction, so that frames and dictionaries fit together."""
    number, device_id = device
    made: dict[int, Points] = defaultdict(dict)
    for hour in hours:
        for dictionary, point in _hour_of(raw, number, hour).items():
            made[dictionary][(hour - start) // HOUR_MS] = point
    return Day(device_id, start, {_dictionary_of(raw, dictionary): points for dictionary, points in made.items()})


def lay(rolled: sqlite3.Connection, day: Day) -> None:
    """Lays the hours into their blocks, and the day that follows from them into its month."""
    device = _device(rolled, day.device_id)
    for (digest, shapes), points in day.made.items():
        dictionary = _number_of(rolled, digest, shapes, day.start)
        whole = _lay_block(rolled, Spot(HOURLY, device, day.start, dictionary), points)
        month = DAILY.block_of(day.start)
        place = (day.start - month) // DAILY.every_ms
        _lay_block(rolled, Spot(DAILY, device, month, dictionary), {place: _summary(whole)})


def _lay_block(rolled: sqlite3.Connection, spot: Spot, points: Mapping[int, Point]) -> Points:
    """Puts points into their block and returns the whole block."""
    where = (spot.step.number, spot.device, spot.start, spot.dictionary)
    row = rolled.execute(
        "SELECT cells FROM blocks WHERE step = ? AND device = ? AND start = ? AND dictionary = ?", where
    ).fetchone()
    whole = _decoded(row[0]) if row else {}
    for place, point in points.items():
        if place not in whole or whole[place].count <= point.count:
            whole[place] = point
    rolled.execute(
        "INSERT INTO blocks (step, device, start, dictionary, cells) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (step, device, start, dictionary) DO UPDATE SET cells = excluded.cells",
        (*where, encode(whole)),
    )
    return whole


def _decoded(block: bytes) -> Points:
    try:
        return decode(block)
    except (ValueError, zlib.error, struct.error) as flaw:
        raise Damaged(f"a block that is none: {flaw}") from flaw


def _device(rolled: sqlite3.Connection, device_id: str) -> int:
    rolled.execute("INSERT OR IGNORE INTO devices (device_id) VALUES (?)", (device_id,))
    (found,) = rolled.execute("SELECT id FROM devices WHERE device_id = ?", (device_id,)).fetchone()
    return int(found)


def _number_of(rolled: sqlite3.Connection, digest: bytes, shapes: str, used_at: int) -> int:
    """The number of a dictionary here; notes how long it is used."""
    rolled.execute(
        "INSERT INTO dictionaries (digest, shapes, used_until) VALUES (?, ?, ?) ON CONFLICT (digest)"
        " DO UPDATE SET used_until = excluded.used_until WHERE used_until < excluded.used_until",
        (digest, shapes, used_at),
    )
    (found,) = rolled.execute("SELECT id FROM dictionaries WHERE digest = ?", (digest,)).fetchone()
    return int(found)


def _dictionary_of(raw: sqlite3.Connection, number: int) -> tuple[bytes, str]:
    row: tuple[bytes, str] | None = raw.execute(
        "SELECT digest, shapes FROM dictionaries WHERE id = ?", (number,)
    ).fetchone()
    if row is None:
        raise Damaged(f"frames of dictionary {number} without that dictionary")
    return row


def _hour_of(raw: sqlite3.Connection, device: int, hour: int) -> dict[int, Point]:
    """One hour, by dictionary."""
    frames: dict[int, list[bytes]] = defaultdict(list)
    lasts: dict[int, int] = {}
    for dictionary, at, cells in raw.execute(
        "SELECT dictionary, at, cells FROM frames WHERE device = ? AND at >= ? AND at < ? ORDER BY at",
        (device, hour, hour + HOUR_MS),
    ):
        frames[dictionary].append(cells)
        lasts[dictionary] = at - hour
    return {dictionary: _summed(cells, lasts[dictionary]) for dictionary, cells in frames.items()}


def _summed(frames: Sequence[bytes], last_after_ms: int) -> Point:
    width = len(frames[0]) // 8
    numbers = array("q")
    numbers.frombytes(b"".join(frames))
    if BIG_ENDIAN:
        numbers.byteswap()
    columns = []
    for place in range(width):
        column = numbers[place::width]
        columns.append(Column(column[-1], min(column), max(column), sum(column)))
    return Point(len(frames), last_after_ms, columns)


def _summary(hours: Points) -> Point:
    """A day from its hours, exactly."""
    places = sorted(hours)
    points = [hours[place] for place in places]
    columns = [
        Column(column[-1].last, min(c.low for c in column), max(c.high for c in column), sum(c.total for c in column))
        for column in zip(*(point.columns for point in points), strict=True)
    ]
    return Point(sum(point.count for point in points), places[-1] * HOUR_MS + points[-1].last_after_ms, columns)
