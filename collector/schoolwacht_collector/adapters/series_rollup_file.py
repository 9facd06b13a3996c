"""The file of the roll-ups: its tables, and what it knows of how far the work is.

The roller's process is its only writer. It has numbers of its own for devices and dictionaries, so that it outlives
the file of points.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from pathlib import Path

from schoolwacht_collector.adapters.series_file import Damaged, Layout, open_reader, spoken
from schoolwacht_collector.adapters.series_steps import NEVER_MS
from schoolwacht_collector.adapters.series_touched import Touched, fact, set_fact
from schoolwacht_collector.ports import Busy

_TABLES = """
CREATE TABLE devices (id INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE);
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,      -- of shapes
    shapes TEXT NOT NULL,             -- JSON: measurement, tags, fields, decimals of each
    used_until INTEGER NOT NULL       -- no block by this dictionary begins later
);
CREATE TABLE blocks (
    step INTEGER NOT NULL,            -- 1 hours of a day, 2 days of a month
    device INTEGER NOT NULL,
    start INTEGER NOT NULL,           -- milliseconds since 1970
    dictionary INTEGER NOT NULL,
    cells BLOB NOT NULL,              -- see series_blocks.py
    UNIQUE (step, device, start, dictionary)
);
CREATE TABLE seen (mark INTEGER PRIMARY KEY);  -- of touched hours that are worked off
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

ROLLED = Layout(0x5357_7275, (_TABLES,))  # "SWru"


class Progress:
    """How far the work is, as one connection to the file sees it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @property
    def complete(self) -> bool:
        """Whether all that was there when this file began is rolled up too."""
        return fact(self._connection, "complete") == "1"

    @property
    def state(self) -> str:
        """Which file this is, and how many times it was written. A copy put back is told by it."""
        name, count = self._state()
        return f"{name}:{count}"

    @property
    def hourly_from(self) -> int:
        """Since when hours are still there."""
        return int(fact(self._connection, "hourly_from") or NEVER_MS)

    @property
    def scanned(self) -> str:
        """The last device whose whole past was looked through, while the file is not complete."""
        return fact(self._connection, "scanned") or ""

    def seen(self, notes: Iterable[Touched]) -> set[int]:
        """The marks among these that are worked off."""
        every = {one.mark for one in notes}
        if len(every) > 100:  # noqa: PLR2004 - about where one walk is quicker than many look-ups
            return every & {mark for (mark,) in self._connection.execute("SELECT mark FROM seen")}
        found = (self._connection.execute("SELECT mark FROM seen WHERE mark = ?", (mark,)).fetchone() for mark in every)
        return {row[0] for row in found if row}

    def keep_seen(self, notes: Iterable[Touched]) -> None:
        """Forgets all marks but these: the writer has struck them out."""
        gone = {mark for (mark,) in self._connection.execute("SELECT mark FROM seen")} - {one.mark for one in notes}
        self._connection.executemany("DELETE FROM seen WHERE mark = ?", [(mark,) for mark in gone])

    def add_seen(self, marks: Iterable[int]) -> None:
        """Writes marks down as worked off."""
        self._connection.executemany("INSERT OR IGNORE INTO seen (mark) VALUES (?)", [(mark,) for mark in marks])
        name, count = self._state()
        set_fact(self._connection, "state", f"{name}:{count + 1}")

    def believes(self, struck_out_by: str | None) -> bool:
        """Whether what the writer struck out on our word was worked off in this very file, and not in a later one."""
        if struck_out_by is None or struck_out_by == fact(self._connection, "settled_with"):
            return True
        name, _, count = struck_out_by.partition(":")
        ours, written = self._state()
        return name == ours and int(count) <= written

    def begin(self, struck_out_by: str | None) -> None:
        """Everything is to be looked through; whoever was told otherwise by an earlier file was told by another."""
        set_fact(self._connection, "complete", "0")
        set_fact(self._connection, "scanned", "")
        set_fact(self._connection, "state", f"{secrets.token_hex(8)}:0")
        set_fact(self._connection, "settled_with", struck_out_by or "")

    def set_scanned(self, device_id: str) -> None:
        """All of this device, and of those before it in the alphabet, is rolled up."""
        set_fact(self._connection, "scanned", device_id)

    def finish(self) -> None:
        """All is looked through."""
        set_fact(self._connection, "complete", "1")

    def _state(self) -> tuple[str, int]:
        name, _, count = (fact(self._connection, "state") or ":0").partition(":")
        return name, int(count)


def open_progress(path: Path, patience: float) -> sqlite3.Connection | None:
    """A connection that reads the roll-ups as they are at this moment; None where there are none that can be read.

    A damaged file, or one that is just being made, is none: points answer as far as they go, and the roller, which
    opens the file to write it, sets it aside and says so. The caller closes it.
    """
    if not path.exists():
        return None
    connection: sqlite3.Connection | None = None
    try:
        with spoken(path):
            connection = open_reader(path, patience)
            connection.execute("BEGIN")
            if connection.execute("PRAGMA user_version").fetchone()[0]:
                return connection
    except Damaged:
        pass  # as if it were not there: see above
    except Busy:
        if connection is not None:
            connection.close()
        raise
    if connection is not None:
        connection.close()
    return None
