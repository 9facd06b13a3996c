"""The files of the embedded series store: their tables, how they are opened, and what happens to one that is damaged.

One connection writes and all others only read: SQLite versions before 3.51.3 can damage a file in WAL mode when two
connections write and checkpoint at once. `synchronous=FULL`, because the inbox forgets an entry once it is here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_collector.ports import Busy

CHECKED_AT_START = 256 * 2**20
"""Files up to this size are read through at the start: at most a second. A larger one shows damage when it is used."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A kind of file: the mark by which SQLite's own header tells it, and what made each version from the one before.

    A file of an older version gets the scripts that it has not seen; they only add.
    """

    application_id: int
    scripts: tuple[str, ...]

    @property
    def version(self) -> int:
        """The version that files have today."""
        return len(self.scripts)


_FRAMES = """
CREATE TABLE devices (id INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE);
CREATE TABLE dictionaries (
    id INTEGER PRIMARY KEY,
    digest BLOB NOT NULL UNIQUE,      -- of shapes
    shapes TEXT NOT NULL,             -- JSON: measurement, tags, fields, decimals of each
    used_until INTEGER NOT NULL       -- no frame by this dictionary is later
);
CREATE TABLE frames (
    device INTEGER NOT NULL,
    at INTEGER NOT NULL,              -- milliseconds since 1970
    dictionary INTEGER NOT NULL,
    cells BLOB NOT NULL,              -- the numbers, 8 bytes each, little endian, signed
    PRIMARY KEY (device, at, dictionary)
) WITHOUT ROWID;
CREATE TABLE marks (
    measurement TEXT NOT NULL,
    at INTEGER NOT NULL,
    tags TEXT NOT NULL,               -- JSON, keys in order
    fields TEXT NOT NULL,             -- JSON
    PRIMARY KEY (measurement, at, tags)
) WITHOUT ROWID;
"""

TOUCHED = """
CREATE TABLE touched (                -- hours that changed since they were last rolled up
    device INTEGER NOT NULL,
    hour INTEGER NOT NULL,            -- its start, milliseconds since 1970
    mark INTEGER NOT NULL,            -- another random number at every change
    PRIMARY KEY (device, hour)
) WITHOUT ROWID;
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

RAW = Layout(0x5357_7473, (_FRAMES, TOUCHED))  # "SWts"
"""Every point, and which hours changed."""

_SENTENCES = {
    "SQLITE_FULL": "the disk is full; make room",
    "SQLITE_BUSY": "another program holds it; close that program",
    "SQLITE_LOCKED": "another program holds it; close that program",
    "SQLITE_READONLY": "it may not be written; give the collector's user the right to write it and its folder",
    "SQLITE_CANTOPEN": "it cannot be opened; check that its folder exists and belongs to the collector's user",
    "SQLITE_PERM": "it may not be used; give the collector's user the right to read and write it",
    "SQLITE_IOERR": "the disk does not read or write; check the disk",
}


class Damaged(Exception):  # noqa: N818 - a state of the file
    """The content of the file is not what SQLite wrote."""


@contextmanager
def spoken(path: Path) -> Iterator[None]:
    """Turns what SQLite and the system say about a file into Busy with a sentence, or Damaged."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB")):
            raise Damaged(str(error)) from error
        kind = "_".join(name.split("_")[:2])
        raise Busy(f"The series file {path}: {_SENTENCES.get(kind, str(error))} ({name or 'SQLite'}).") from error
    except OSError as error:
        raise Busy(f"The series file {path}: {error.strerror or error}.") from error


def open_reader(path: Path, patience: float) -> sqlite3.Connection:
    """A connection that can only read; the caller closes it."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=patience, isolation_level=None)


def open_writer(path: Path, patience: float, layout: Layout = RAW) -> sqlite3.Connection:
    """The one connection that writes, on a file that is ours, whole and in today's form. Raises Busy or Damaged."""
    with spoken(path):
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path, layout)
        except BaseException:
            connection.close()
            raise
    return connection


def set_aside(path: Path) -> Path:
    """Renames a damaged file, and what SQLite keeps beside it, so that a new one can begin. Returns its new name."""
    number = 1
    while (aside := path.with_name(f"{path.name}.corrupt-{number}")).exists():
        number += 1
    with spoken(path):
        for ending in ("-wal", "-shm", ""):
            part = path.with_name(path.name + ending)
            if part.exists():
                part.replace(aside.with_name(aside.name + ending))
    return aside


def _prepare(connection: sqlite3.Connection, path: Path, layout: Layout) -> None:
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not empty and application != layout.application_id:
        raise Busy(f"The file {path} is another program's; give the series file another place.")
    if version > layout.version:
        raise Busy(f"The series file {path} was written by a newer Schoolwacht; install that version or a newer one.")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {64 * 2**20}")
    if version < layout.version:
        stamps = f"PRAGMA application_id = {layout.application_id}; PRAGMA user_version = {layout.version};"
        connection.executescript(f"BEGIN; {''.join(layout.scripts[version:])} {stamps} COMMIT;")
    if not empty and path.stat().st_size <= CHECKED_AT_START:
        with closing(connection.execute("PRAGMA quick_check(1)")) as check:
            if (found := check.fetchone()[0]) != "ok":
                raise Damaged(found)
