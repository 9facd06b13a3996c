"""How series lie in the rows of the embedded store: dictionaries as JSON, the numbers of a frame side by side.

A number is found by its place: eight bytes at eight times its position in the dictionary. Reading one metric of a
week is therefore one walk over the rows of a device and one `unpack_from` a row.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from schoolwacht_collector.adapters.gathering import Tags
from schoolwacht_collector.domain.series import Dictionary, Mark, PackedNumbers

CELL = struct.Struct("<q")
_ROWS_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one metric of one tag set lies in the cells of a frame."""

    tags: Tags
    offset: int
    decimals: int


def shapes_json(dictionary: Dictionary) -> str:
    """A dictionary's content. Its key is left out: that is the agent's claim, and the content says it all."""
    shapes = [[shape.measurement, shape.tags, shape.fields, shape.decimals] for shape in dictionary.shapes]
    return json.dumps(shapes, separators=(",", ":"))


def digest_of(shapes: str) -> bytes:
    """What identifies a dictionary by its content."""
    return hashlib.sha256(shapes.encode()).digest()[:16]


def slots_of(shapes: str, metric: str) -> tuple[Slot, ...]:
    """The places of one metric, one for each tag set."""
    measurement, _, wanted = metric.partition(".")
    slots: list[Slot] = []
    offset = 0
    for name, tags, fields, decimals in json.loads(shapes):
        for field, places in zip(fields, decimals, strict=True):
            if name == measurement and field == wanted:
                slots.append(Slot(tuple((key, value) for key, value in tags), offset, places))
            offset += CELL.size
    return tuple(slots)


def cells_of(numbers: Sequence[int]) -> bytes:
    """The numbers of a frame as they are kept; packed ones are in that form."""
    if isinstance(numbers, PackedNumbers):
        return numbers.cells
    return struct.pack(f"<{len(numbers)}q", *numbers)


def put_frames(connection: sqlite3.Connection, rows: Sequence[tuple[int, int, int, bytes]]) -> None:
    """Writes frames as (device, moment, dictionary, cells).

    Many to a statement: `executemany` lets go of the interpreter at every row, and gets it back late from a busy loop.
    """
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        some = rows[start : start + _ROWS_AT_ONCE]
        places = ",".join(["(?, ?, ?, ?)"] * len(some))
        connection.execute(
            f"INSERT OR REPLACE INTO frames (device, at, dictionary, cells) VALUES {places}",  # noqa: S608 - only places
            tuple(chain.from_iterable(some)),
        )


def mark_row(mark: Mark) -> tuple[str, int, str, str]:
    """A mark as a row of its table."""
    return (mark.measurement, mark.at_ms, _json(mark.tags), _json(mark.fields))


def mark_of(row: tuple[str, int, str, str]) -> Mark:
    """The inverse of `mark_row`."""
    measurement, at_ms, tags, fields = row
    return Mark(measurement, json.loads(tags), json.loads(fields), at_ms)


def _json(content: Mapping[str, object]) -> str:
    return json.dumps(content, sort_keys=True, separators=(",", ":"))
