"""A damaged ledger does not stop a start: it is set aside, whole, and a new one begins."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path

from schoolwacht_collector.adapters.ledger_sql.connections import open_file
from schoolwacht_collector.adapters.ledger_sql.replace_file import sync_folder
from schoolwacht_collector.adapters.ledger_sql.trouble import primary_code, trouble_in
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerUnusable

_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def set_aside_if_damaged(path: Path) -> Path | None:
    """Moves a damaged ledger away; gives where to, or None when the ledger is sound or not there yet.

    Raises LedgerUnusable when the file cannot be read or written at all: that says nothing about its content.
    """
    if not path.exists():
        return None
    if not path.is_file():
        raise LedgerUnusable(f"{path} is not a file. Move it away, or choose another home with SCHOOLWACHT_HOME.")
    if _is_sound(path):
        return None
    aside = _free_name(path)
    # The file first: were we killed after it, its WAL would stay without a file, and SQLite throws such a WAL away.
    for ending in ("", "-wal", "-shm"):
        part = path.with_name(path.name + ending)
        if part.exists():
            part.replace(aside.with_name(aside.name + ending))
    sync_folder(path.parent)
    return aside


def _is_sound(path: Path) -> bool:
    """Reads every page. The connection can only read: one that writes would throw the WAL of a damaged file away."""
    try:
        with closing(open_file(path, "ro")) as connection:
            answer = connection.execute("PRAGMA quick_check(1)").fetchone()
        if answer == ("ok",):
            _try_to_write(path)
    except sqlite3.Error as problem:
        if primary_code(problem) in _DAMAGED:
            return False
        raise LedgerUnusable(f"{path}: {trouble_in(problem) or problem}") from problem
    return bool(answer == ("ok",))


def _try_to_write(path: Path) -> None:
    """Finds out now whether the file may be written and nobody holds it; takes back what it wrote."""
    with closing(open_file(path, "rw")) as connection:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("PRAGMA user_version=0")
        connection.execute("ROLLBACK")


def _free_name(path: Path) -> Path:
    names = (path.with_name(f"{path.name}.corrupt-{number}") for number in count(1))
    return next(name for name in names if not name.exists())
