"""Reading the embedded series file. Needs no writer beside it, so judging and reports may read in another process.

Each call opens a connection of its own, which takes 0.4 ms: no reader holds a snapshot for long, blocks a checkpoint,
or goes on reading a file that was set aside.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from schoolwacht_collector.adapters.gathering import Gathering, matches
from schoolwacht_collector.adapters.series_file import Damaged, open_reader, spoken
from schoolwacht_collector.adapters.series_rows import CELL, Slot, mark_of, slots_of
from schoolwacht_collector.adapters.tag_text import clean_tag
from schoolwacht_collector.domain.series import Entry, Series, Window, value_of
from schoolwacht_collector.ports import Busy

_SLOTS_REMEMBERED = 20_000


class SqliteReader:
    """Answers questions from a series file."""

    def __init__(self, path: Path, *, patience: float = 5.0) -> None:
        self._path = path
        self._patience = patience
        # By content, so that it stays right when a new file begins. Threads may fill it at once: they agree.
        self._slots: dict[tuple[bytes, str], tuple[Slot, ...]] = {}

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric, as `SeriesStore` describes. Every reading is of one moment of the file."""
        gathering = Gathering(wanted)
        with self._reading() as connection:
            by_dictionary: dict[int, tuple[Slot, ...]] = {}
            for device, device_id in _devices(connection, wanted):
                self._gather(connection, (device, device_id), wanted, gathering, by_dictionary)
        return gathering.series()

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """The marks of one measurement, oldest first."""
        question = (
            "SELECT measurement, at, tags, fields FROM marks"
            " WHERE measurement = ? AND at >= ? AND at < ? ORDER BY at, tags"
        )
        with self._reading() as connection:
            return tuple(mark_of(row) for row in connection.execute(question, (measurement, since_ms, until_ms)))

    def health(self) -> str:
        """Version, file and size."""
        with self._reading() as connection:
            (devices,) = connection.execute("SELECT count(*) FROM devices").fetchone()
            (pages,), (size,) = (connection.execute(f"PRAGMA {p}").fetchone() for p in ("page_count", "page_size"))
        return f"SQLite {sqlite3.sqlite_version}, {self._path}, {pages * size / 1e6:.1f} MB, {devices} devices"

    def _gather(
        self,
        connection: sqlite3.Connection,
        device: tuple[int, str],
        wanted: Window,
        gathering: Gathering,
        by_dictionary: dict[int, tuple[Slot, ...]],
    ) -> None:
        """Adds the points of one device. Its dictionaries follow each other in time; a series goes on across them."""
        number, device_id = device
        rows = connection.execute(
            "SELECT at, dictionary, cells FROM frames WHERE device = ? AND at >= ? AND at < ? ORDER BY at",
            (number, wanted.since_ms, wanted.until_ms),
        )
        unpack = CELL.unpack_from
        places: dict[int, list[tuple[dict[int, float], int, int]]] = {}
        for at, dictionary, cells in rows:
            if dictionary not in places:
                if dictionary not in by_dictionary:
                    by_dictionary[dictionary] = self._slots_of(connection, dictionary, wanted)
                places[dictionary] = [
                    (gathering.line(device_id, slot.tags), slot.offset, slot.decimals)
                    for slot in by_dictionary[dictionary]
                ]
            for line, offset, decimals in places[dictionary]:
                (number,) = unpack(cells, offset)
                line[at] = value_of(number, decimals) if decimals else number

    def _slots_of(self, connection: sqlite3.Connection, dictionary: int, wanted: Window) -> tuple[Slot, ...]:
        (digest,) = _row_of(connection, "SELECT digest FROM dictionaries WHERE id = ?", dictionary)
        found = self._slots.get((digest, wanted.metric))
        if found is None:
            (shapes,) = _row_of(connection, "SELECT shapes FROM dictionaries WHERE id = ?", dictionary)
            found = slots_of(shapes, wanted.metric)
            if len(self._slots) >= _SLOTS_REMEMBERED:
                self._slots.clear()
            self._slots[digest, wanted.metric] = found
        return tuple(slot for slot in found if matches(slot.tags, wanted.tags))

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            with spoken(self._path), closing(open_reader(self._path, self._patience)) as connection:
                connection.execute("BEGIN")
                yield connection
        except Damaged as damage:
            raise Busy(
                f"The series file {self._path} is damaged ({damage}); restart the collector, which sets it aside."
            ) from damage


def _devices(connection: sqlite3.Connection, wanted: Window) -> Sequence[tuple[int, str]]:
    if wanted.device_id is None:
        return connection.execute("SELECT id, device_id FROM devices").fetchall()
    question = "SELECT id, device_id FROM devices WHERE device_id = ?"
    return connection.execute(question, (clean_tag(wanted.device_id),)).fetchall()


def _row_of(connection: sqlite3.Connection, question: str, dictionary: int) -> tuple[Any, ...]:
    row: tuple[Any, ...] | None = connection.execute(question, (dictionary,)).fetchone()
    if row is None:
        raise Damaged(f"frames of dictionary {dictionary} without that dictionary")
    return row
