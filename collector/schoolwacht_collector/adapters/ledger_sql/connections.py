"""Connections to the ledger file: one that writes, some that read.

WAL with synchronous=FULL: a commit returns when it is on the disk. Readers are opened with mode=ro, so they can
neither write nor checkpoint; SQLite before 3.51.3 may damage a file when two connections checkpoint at once
(https://sqlite.org/wal.html, "the WAL-reset bug").
"""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.pool import QueuePool

_WAIT_SECONDS = 5.0
_READERS = 4
_MORE_READERS = 28
"""Beyond the pool; together as many as the console has threads for pages."""

_WRITER_SETTINGS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA cache_size=-16384",  # 16 MiB: the pages that the batches of 5,000 devices touch in a minute
    "PRAGMA wal_autocheckpoint=8000",  # 32 MiB: half as many writes as with SQLite's own 4 MiB when groups are small
    "PRAGMA journal_size_limit=67108864",  # 64 MiB: a WAL that a long read made big is cut back
    "PRAGMA mmap_size=0",
)


def writing_engine(path: Path) -> Engine:
    """The one connection that writes. Its transactions take the write lock at once, not midway."""

    def connect() -> sqlite3.Connection:
        connection = open_file(path, "rwc")
        for setting in _WRITER_SETTINGS:
            connection.execute(setting)
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=QueuePool, pool_size=1, max_overflow=0)
    _begin_with(engine, "BEGIN IMMEDIATE")
    return engine


def reading_engine(path: Path) -> Engine:
    """Connections that read; each transaction sees one consistent picture."""

    def connect() -> sqlite3.Connection:
        connection = open_file(path, "ro")
        connection.execute("PRAGMA query_only=ON")
        return connection

    engine = create_engine(
        "sqlite://", creator=connect, poolclass=QueuePool, pool_size=_READERS, max_overflow=_MORE_READERS
    )
    _begin_with(engine, "BEGIN")
    return engine


def open_file(path: Path, mode: str) -> sqlite3.Connection:
    """A plain connection in autocommit mode, so that transactions begin and end only where we say so."""
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        timeout=_WAIT_SECONDS,
        check_same_thread=False,
        cached_statements=256,
    )


def _begin_with(engine: Engine, sentence: str) -> None:
    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(sentence)
