"""The file of the embedded series store: its tables, how it is opened, and what happens to one that is damaged.

One connection writes and all others only read: SQLite versions before 3.51.3 can damage a file in WAL mode when two
connections write and checkpoint at once. `synchronous=FULL`, because the inbox forgets an entry once it is here.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from schoolwacht_collector.ports import Busy

APPLICATION_ID = 0x5357_7473  # "SWts"
VERSION = 1
CHECKED_AT_START = 256 * 2**20
"""Files up to this size are read through at the start: at most a second. A larger one shows damage when it is used."""

_TABLES = """
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


def open_writer(path: Path, patience: float) -> sqlite3.Connection:
    """The one connection that writes, on a file that is ours, whole and in today's form. Raises Busy or Damaged."""
    with spoken(path):
        connection = sqlite3.connect(path, timeout=patience, isolation_level=None, check_same_thread=False)
        try:
            _prepare(connection, path)
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


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    application, version = (
        connection.execute(f"PRAGMA {name}").fetchone()[0] for name in ("application_id", "user_version")
    )
    empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if not empty and application != APPLICATION_ID:
        raise Busy(f"The file {path} is another program's; give the series file another place.")
    if version > VERSION:
        raise Busy(f"The series file {path} was written by a newer Schoolwacht; install that version or a newer one.")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(f"PRAGMA journal_size_limit = {64 * 2**20}")
    if empty:
        stamps = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
        connection.executescript(f"BEGIN; {_TABLES} {stamps} COMMIT;")
    elif path.stat().st_size <= CHECKED_AT_START:
        with closing(connection.execute("PRAGMA quick_check(1)")) as check:
            if (found := check.fetchone()[0]) != "ok":
                raise Damaged(found)
