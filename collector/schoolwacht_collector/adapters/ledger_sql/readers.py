"""Reading the ledger: consistent pictures that wait for nobody. Also for processes that only read."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.adapters.ledger_sql.connections import reading_engine
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.trouble import primary_code, trouble_in
from schoolwacht_collector.books import Books
from schoolwacht_collector.ports import Busy

Result = TypeVar("Result")


class Readers:
    """A small pool of connections that can only read. The ledger must exist and have the tables of this version."""

    def __init__(self, path: Path) -> None:
        self._engine = reading_engine(path)
        self._memory = Memory()

    def read(self, work: Callable[[Books], Result]) -> Result:
        """Runs work on one consistent picture. Raises Busy when the file does not answer."""
        # Spools may be forgotten by the writer while we read, so each picture looks them up itself; the rest is shared.
        memory = Memory(device_ids=self._memory.device_ids, dictionaries=self._memory.dictionaries)
        try:
            with self._engine.begin() as connection:
                return work(SqlBooks(connection, memory))
        except (DBAPIError, PoolTimeout) as problem:
            reason = trouble_in(problem)
            if reason is None or _tried_to_write(problem):
                raise
            raise Busy(reason) from problem
        finally:
            self._memory.keep_small()

    def close(self) -> None:
        """Closes the connections that nobody uses; the others close as they come back."""
        self._engine.dispose()


def _tried_to_write(problem: Exception) -> bool:
    cause = problem.orig if isinstance(problem, DBAPIError) else None
    return isinstance(cause, sqlite3.Error) and primary_code(cause) == sqlite3.SQLITE_READONLY
