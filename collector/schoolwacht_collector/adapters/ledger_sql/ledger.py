"""The ledger in one SQLite file: opens it, and gives it one writer and several readers."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from schoolwacht_collector.adapters.ledger_sql.check import set_aside_if_damaged
from schoolwacht_collector.adapters.ledger_sql.connections import writing_engine
from schoolwacht_collector.adapters.ledger_sql.lock import HomeLock
from schoolwacht_collector.adapters.ledger_sql.migrate import migrate
from schoolwacht_collector.adapters.ledger_sql.readers import Readers
from schoolwacht_collector.adapters.ledger_sql.trouble import trouble_in
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerUnusable
from schoolwacht_collector.adapters.ledger_sql.writer import Writer
from schoolwacht_collector.books import Books

Result = TypeVar("Result")


class SqlLedger:
    """Implements Ledger on one SQLite file. `ledger.lock` beside it keeps a second collector out.

    `set_aside` is where a damaged ledger was moved when this one was opened; None when it was sound.
    Raises LedgerUnusable, or LedgerInUse, with a sentence that says what to do.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = HomeLock(path.with_name("ledger.lock"))
        try:
            self.set_aside = set_aside_if_damaged(path)
            migrate(path)
            self._engine = writing_engine(path)
            self._engine.connect().close()  # turns WAL on before anybody reads
            self._writer = Writer(self._engine)
            self._readers = Readers(path)
        except BaseException as problem:
            self._lock.release()
            reason = trouble_in(problem)
            if isinstance(problem, OSError):
                reason = f"{problem.strerror}. Check the disk and the rights of the collector's user in its folder."
            if reason is None:
                raise
            raise LedgerUnusable(f"{path}: {reason}") from problem

    def write(self, work: Callable[[Books], Result]) -> Result:
        """Runs work in a transaction of its own and returns once that is committed to disk."""
        return self._writer.write(work)

    def submit(self, work: Callable[[Books], Result]) -> Future[Result]:
        """Like write, for callers that cannot wait: the future is done once the transaction is committed."""
        return self._writer.submit(work)

    def read(self, work: Callable[[Books], Result]) -> Result:
        """Runs work on one consistent picture of the ledger. Work must not write."""
        return self._readers.read(work)

    def health(self) -> str:
        """One line about the ledger: kind, version, size."""
        return f"SQLite {sqlite3.sqlite_version}, {self.path.stat().st_size / 2**20:.1f} MiB"

    def close(self) -> None:
        """Finishes what waits, closes the file, and lets the next collector in."""
        self._writer.close()
        self._readers.close()
        self._engine.dispose()  # last: only a writer can fold the WAL into the file and take it away
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
