"""The SQLite file under the spool: opened, checked, and set aside when it cannot be used."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

KEPT_ASIDE = 3
"""Files set aside that stay for somebody to look at; a disk that corrupts one a day must not fill itself."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind IN ('frames', 'facts')),
    spool_id BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    payload BLOB NOT NULL,
    checksum INTEGER NOT NULL,   -- CRC-32 of payload
    dictionary BLOB,             -- of a frame
    taken_at_ms INTEGER NOT NULL,
    samples INTEGER NOT NULL,
    snapshot TEXT NOT NULL,      -- table of which it holds all rows, or nothing
    UNIQUE (spool_id, sequence)
);
CREATE INDEX IF NOT EXISTS batch_by_kind ON batch (kind, id);
CREATE TABLE IF NOT EXISTS dictionary (
    id BLOB PRIMARY KEY,
    definition BLOB NOT NULL,
    known INTEGER NOT NULL,      -- 1: the collector stored a batch that needs it
    used_at_ms INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS memory (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
"""


class Unusable(Exception):  # noqa: N818 - a state of the disk
    """The folder of the spool cannot be written; the message says what to do."""


class File:
    """One connection to the spool's file. Whoever uses it holds a lock of his own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.set_aside: list[tuple[str, str]] = []
        """Name and reason of every file that was put away, until somebody has reported it."""
        self.connection = self._open_somehow()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and on disk when it ends (`synchronous=FULL`)."""
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException:
            with contextlib.suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")
            raise

    def begin_anew(self, reason: str) -> None:
        """Puts the file away and begins an empty one."""
        self.connection.close()
        self._put_away(reason)
        self.connection = _open(self.path)

    def close(self) -> None:
        """Lets go of the file."""
        self.connection.close()

    def _open_somehow(self) -> sqlite3.Connection:
        try:
            return _open(self.path)
        except sqlite3.DatabaseError as error:
            if not is_damage(error) and not self.path.exists():
                raise Unusable(f"cannot write {self.path.parent}: {error}; see its owner and free space") from error
            self._put_away(str(error))
        try:
            return _open(self.path)
        except sqlite3.DatabaseError as error:
            raise Unusable(f"cannot write {self.path.parent}: {error}; see its owner and free space") from error

    def _put_away(self, reason: str) -> None:
        aside = sorted(self.path.parent.glob(f"{self.path.name}.corrupt-*"), key=_number)
        for old in aside[: max(0, len(aside) - KEPT_ASIDE + 1)]:
            old.unlink(missing_ok=True)
        name = f"{self.path.name}.corrupt-{_number(aside[-1]) + 1 if aside else 1}"
        try:
            os.replace(self.path, self.path.with_name(name))  # noqa: PTH105 - says what it does: it replaces
        except OSError as error:
            raise Unusable(f"cannot set {self.path} aside: {error}; see who owns {self.path.parent}") from error
        for suffix in ("-wal", "-shm"):
            # They belong to the file that is gone; beside a new one they would damage that as well.
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.set_aside.append((name, reason))


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file itself is broken, rather than the disk full or busy for a moment."""
    name = getattr(error, "sqlite_errorname", "")
    return name.startswith(("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_SCHEMA"))


def _open(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA auto_vacuum = INCREMENTAL")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA journal_size_limit = 1048576")
        connection.execute("PRAGMA cache_size = -512")
        _check(connection)
        connection.executescript(SCHEMA)
        # A file that can be read but not written is as useless as a broken one, and better known now than at 3 a.m.
        connection.execute("INSERT OR REPLACE INTO memory VALUES ('opened', x'01')")
    except BaseException:
        connection.close()
        raise
    path.chmod(0o600)
    return connection


def _check(connection: sqlite3.Connection) -> None:
    verdict = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if verdict != "ok":
        raise sqlite3.DatabaseError(f"quick_check: {verdict}")


def _number(path: Path) -> int:
    tail = path.name.rpartition("-")[2]
    return int(tail) if tail.isdigit() else 0
