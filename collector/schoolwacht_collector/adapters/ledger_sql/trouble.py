"""Tells trouble with the file or the disk, which passes, from mistakes in the work itself, which do not."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

_RIGHTS = "Give the collector's user the right to read and write ledger.db and its folder."
_DAMAGED = "The ledger is damaged. Restart the collector: it sets the file aside and begins a new one."
_HELD = "Another program holds the ledger. Close the program that has ledger.db open."

_SENTENCES = {
    sqlite3.SQLITE_FULL: "The disk of the ledger is full. Free some space; nothing that was acknowledged is lost.",
    sqlite3.SQLITE_IOERR: "The disk of the ledger did not take or give data. Check the disk and its free space.",
    sqlite3.SQLITE_BUSY: _HELD,
    sqlite3.SQLITE_LOCKED: _HELD,
    sqlite3.SQLITE_PROTOCOL: _HELD,
    sqlite3.SQLITE_READONLY: f"The ledger may not be written. {_RIGHTS}",
    sqlite3.SQLITE_CANTOPEN: f"The ledger cannot be opened. {_RIGHTS}",
    sqlite3.SQLITE_PERM: f"The ledger cannot be opened. {_RIGHTS}",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_NOMEM: "There is no memory left for the ledger. Close other programs or give the machine more.",
    sqlite3.SQLITE_SCHEMA: "The tables of the ledger changed under the collector. Restart the collector.",
}


def trouble_in(problem: BaseException) -> str | None:
    """A sentence for people when the file, the disk or the lock is to blame; None for every other mistake."""
    if isinstance(problem, PoolTimeout):
        return "Too many questions are put to the ledger at once. This passes by itself."
    cause = problem.orig if isinstance(problem, DBAPIError) else problem
    return _SENTENCES.get(primary_code(cause)) if isinstance(cause, sqlite3.Error) else None


def primary_code(problem: sqlite3.Error) -> int:
    """SQLite's result code without its extension; 0 when the error came from Python itself."""
    return int(getattr(problem, "sqlite_errorcode", None) or 0) & 0xFF
