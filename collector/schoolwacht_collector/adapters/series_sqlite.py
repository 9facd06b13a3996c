"""The embedded series store: one SQLite file, one row for each device and moment. Needs nothing installed."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from schoolwacht_collector.adapters.admission import admit
from schoolwacht_collector.adapters.series_file import Damaged, open_writer, set_aside, spoken
from schoolwacht_collector.adapters.series_numbers import Numbers
from schoolwacht_collector.adapters.series_pruning import Pruner
from schoolwacht_collector.adapters.series_reading import SqliteReader
from schoolwacht_collector.adapters.series_rows import cells_of, mark_row, put_frames
from schoolwacht_collector.adapters.series_touched import note
from schoolwacht_collector.domain.series import Entry, Frame, Mark, Refusal, Series, Window
from schoolwacht_collector.ports import Busy

Result = TypeVar("Result")


class SqliteSeries:
    """Implements `SeriesStore`. The only writer of its file; safe to use from several threads."""

    def __init__(self, path: Path, rollups: Path | None = None, *, patience: float = 5.0) -> None:
        """`rollups` is where another process keeps what it rolls up; without it nothing waits to be rolled up."""
        self._path = path
        self._rollups = rollups
        self._patience = patience
        self._reader = SqliteReader(path, rollups, patience=patience)
        self._lock = threading.Lock()
        self._numbers = Numbers()
        self._set_aside: list[Path] = []
        self._closed = False
        self._connection: sqlite3.Connection | None = None
        self._opened()

    @property
    def set_aside(self) -> Sequence[Path]:
        """Damaged files that were set aside since the start, by their new names: a person has to be told."""
        return tuple(self._set_aside)

    def close(self) -> None:
        """Ends writing; SQLite moves its log into the file."""
        with self._lock:
            self._closed = True
            self._let_go()

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        """Keeps entries in one transaction. When the file turns out to be damaged, a new one takes them."""
        admitted = admit(entries)
        if admitted.entries:
            self._write(lambda connection: self._insert(connection, admitted.entries))
        return admitted.refusals

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric, as `SeriesStore` describes."""
        return self._reader.window(wanted)

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """The marks of one measurement, oldest first."""
        return self._reader.marks(measurement, since_ms, until_ms)

    def health(self) -> str:
        """Version, file and size."""
        return self._reader.health()

    def check(self) -> str:
        """Like `health`, and tries whether the file can be written, for `doctor`. Raises Busy with what to do."""
        # Changes nothing, but SQLite lets even an IMMEDIATE transaction begin on a file it may not write.
        self._write(lambda connection: connection.execute("UPDATE devices SET device_id = device_id WHERE id < 0"))
        return self.health()

    def prune(self, before_ms: int) -> int:
        """Deletes what is older than a moment and rolled up, in slices between which others write.

        Returns how many rows went. What nobody rolls up stays a month longer.
        """
        pruner = Pruner(self._write, before_ms, self._rollups, self._patience)
        gone = pruner.points()

        def tidy(connection: sqlite3.Connection) -> None:
            pruner.leftovers(connection)
            self._numbers.forget()

        self._write(tidy)
        return gone

    def _insert(self, connection: sqlite3.Connection, entries: Sequence[Entry]) -> None:
        numbers = self._numbers
        frames = [
            (
                numbers.of_device(connection, entry.origin.device_id),
                entry.taken_at_ms,
                numbers.of_dictionary(connection, entry.dictionary, entry.taken_at_ms),
                cells_of(entry.numbers),
            )
            for entry in entries
            if isinstance(entry, Frame)
        ]
        if self._rollups is not None:
            note(connection, [(device, at) for device, at, _, _ in frames])
        marks = [mark_row(entry) for entry in entries if isinstance(entry, Mark)]
        put_frames(connection, frames)
        connection.executemany(
            "INSERT OR REPLACE INTO marks (measurement, at, tags, fields) VALUES (?, ?, ?, ?)", marks
        )

    def _write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Runs work in a transaction of its own, committed to disk when this returns."""
        with self._lock:
            try:
                return self._transact(work)
            except Damaged:
                self._put_away()
                return self._transact(work)

    def _transact(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        connection = self._opened()
        with spoken(self._path):
            try:
                connection.execute("BEGIN IMMEDIATE")
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                # Closing rolls back; and a file that could not be written may be writable when it is opened again.
                with suppress(sqlite3.DatabaseError):
                    self._let_go()
                raise
        return result

    def _opened(self) -> sqlite3.Connection:
        if self._closed:
            raise Busy(f"The series file {self._path} is closed: the collector is stopping.")
        if self._connection is None:
            try:
                self._connection = open_writer(self._path, self._patience)
            except Damaged:
                self._put_away()
                self._connection = open_writer(self._path, self._patience)
        return self._connection

    def _put_away(self) -> None:
        self._let_go()
        self._set_aside.append(set_aside(self._path))

    def _let_go(self) -> None:
        self._numbers.forget()
        if self._connection is not None:
            self._connection.close()
            self._connection = None
