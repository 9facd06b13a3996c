"""Reading the embedded series store. Needs no writer beside it, so judging and reports may read in another process.

Points come from the file of points, hours and days from the file of roll-ups; `series_steps` says which when.

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
from schoolwacht_collector.adapters.series_rollup_reading import Rollups, opened_rollups
from schoolwacht_collector.adapters.series_rows import CELL, Slot, mark_of, slots_of
from schoolwacht_collector.adapters.series_steps import Stretch, stretches
from schoolwacht_collector.adapters.tag_text import clean_tag
from schoolwacht_collector.domain.series import Entry, Series, Window, value_of
from schoolwacht_collector.ports import Busy

_SLOTS_REMEMBERED = 20_000


class SqliteReader:
    """Answers questions from a series file, and from the roll-ups of its points where those have a file."""

    def __init__(self, path: Path, rollups: Path | None = None, *, patience: float = 5.0) -> None:
        self._path = path
        self._rollups = rollups
        self._patience = patience
        # By content, so that it stays right when a new file begins. Threads may fill it at once: they agree.
        self._slots: dict[tuple[bytes, str], tuple[Slot, ...]] = {}

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric, as `SeriesStore` describes. Every reading is of one moment of the file."""
        gathering = Gathering(wanted)
        # The points first: the picture of the roll-ups must not be the older one, see `series_touched`.
        with self._reading() as connection:
            devices = _devices(connection, wanted)
            with opened_rollups(self._rollups, self._patience, wanted) as rollups:
                if rollups is None:
                    self._gather_points(connection, devices, wanted, gathering)
                else:
                    self._gather_all(connection, devices, rollups, gathering)
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
        kept = f"{pages * size / 1e6:.1f} MB, {devices} devices"
        return f"SQLite {sqlite3.sqlite_version}, {self._path}, {kept}{self._rolled()}"

    def _gather_points(
        self,
        connection: sqlite3.Connection,
        devices: Sequence[tuple[int, str]],
        wanted: Window,
        gathering: Gathering,
    ) -> None:
        by_dictionary: dict[int, tuple[Slot, ...]] = {}
        span = Stretch(None, wanted.since_ms, wanted.until_ms)
        for device in devices:
            self._gather(connection, device, span, (wanted, gathering), by_dictionary)

    def _gather_all(
        self,
        connection: sqlite3.Connection,
        devices: Sequence[tuple[int, str]],
        rollups: Rollups,
        gathering: Gathering,
    ) -> None:
        """Each device from points, hours and days, as far as each of them goes."""
        wanted = rollups.wanted
        by_dictionary: dict[int, tuple[Slot, ...]] = {}
        reaches = rollups.reaches(connection, devices[0][0] if len(devices) == 1 else None)
        known = {device_id for _, device_id in devices}
        for device in [*devices, *((0, device_id) for device_id in rollups.devices() if device_id not in known)]:
            for stretch in stretches(wanted, reaches[device[0]]):
                if stretch.step is None:
                    self._gather(connection, device, stretch, (wanted, gathering), by_dictionary)
                else:
                    rollups.add(gathering, device[1], stretch)

    def _gather(
        self,
        connection: sqlite3.Connection,
        device: tuple[int, str],
        stretch: Stretch,
        asked: tuple[Window, Gathering],
        by_dictionary: dict[int, tuple[Slot, ...]],
    ) -> None:
        """Adds the points of one device. Its dictionaries follow each other in time; a series goes on across them."""
        wanted, gathering = asked
        number, device_id = device
        rows = connection.execute(
            "SELECT at, dictionary, cells FROM frames WHERE device = ? AND at >= ? AND at < ? ORDER BY at",
            (number, stretch.since_ms, stretch.until_ms),
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

    def _rolled(self) -> str:
        """What `health` says of the roll-ups."""
        if self._rollups is None:
            return ""
        with opened_rollups(self._rollups, self._patience, Window("", 0, 0)) as rollups:
            return ", no roll-ups yet" if rollups is None else f", roll-ups {rollups.size():.1f} MB"

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
