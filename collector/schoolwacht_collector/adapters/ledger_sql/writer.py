"""The one thread that writes. It takes all work that waits, runs it in one transaction, and then tells everybody.

Group commit: a school's hard disk does 50 to 100 commits a second, its agents come by the hundred. Each work has a
savepoint of its own, so that one that fails takes nobody along. Results are handed out after the commit, never before.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.trouble import trouble_in
from schoolwacht_collector.books import Books
from schoolwacht_collector.ports import Busy

Result = TypeVar("Result")

_GROUP = 256
"""Works in one transaction at most, so that nobody waits long for somebody else's."""


@dataclass(frozen=True, slots=True)
class _Job:
    work: Callable[[Books], Any]
    future: Future[Any]


class _Trouble(Exception):  # noqa: N818 - a state of the disk, not a mistake
    """The file or the disk failed: the whole group has to be offered again."""


class Writer:
    """A thread with a queue. `close` finishes what waits."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._memory = Memory()
        self._queue: SimpleQueue[_Job | None] = SimpleQueue()
        self._door = threading.Lock()
        self._closed = False
        self._thread = threading.Thread(target=self._run, name="ledger-writer", daemon=True)
        self._thread.start()

    def submit(self, work: Callable[[Books], Result]) -> Future[Result]:
        """Queues work. The future fails with what the work raised, or with Busy when nothing of it was stored."""
        future: Future[Result] = Future()
        with self._door:
            if self._closed:
                future.set_exception(Busy("The ledger is closed, because the collector stops. Ask again later."))
            else:
                self._queue.put(_Job(work, future))
        return future

    def write(self, work: Callable[[Books], Result]) -> Result:
        """Queues work and waits for its commit."""
        if threading.current_thread() is self._thread:
            raise RuntimeError("Work inside the ledger may not write to the ledger again; use the books it was given.")
        return self.submit(work).result()

    def close(self) -> None:
        """Takes nothing more, finishes what waits, and ends the thread."""
        with self._door:
            if not self._closed:
                self._closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        ended = False
        while not ended:
            group, ended = self._gather()
            running = [job for job in group if job.future.set_running_or_notify_cancel()]
            if running:
                self._commit(running)

    def _gather(self) -> tuple[list[_Job], bool]:
        """All that waits, at least one thing; and whether it was the last."""
        group: list[_Job] = []
        job = self._queue.get()
        while job is not None:
            group.append(job)
            if len(group) == _GROUP:
                return group, False
            try:
                job = self._queue.get_nowait()
            except Empty:
                return group, False
        return group, True

    def _commit(self, jobs: list[_Job]) -> None:
        try:
            with self._engine.begin() as connection:
                endings = [self._attempt(connection, job.work) for job in jobs]
        except BaseException as problem:  # noqa: BLE001 - whatever it is, each waiting caller must hear of it
            self._start_afresh()
            reason = str(problem) if isinstance(problem, _Trouble) else trouble_in(problem)
            reason = reason or f"The ledger could not be written: {problem}"
            for job in jobs:
                job.future.set_exception(Busy(reason))
            return
        self._memory.keep_small()
        for job, (result, failure) in zip(jobs, endings, strict=True):
            if failure is None:
                job.future.set_result(result)
            else:
                job.future.set_exception(failure)

    def _attempt(self, connection: Connection, work: Callable[[Books], Any]) -> tuple[Any, BaseException | None]:
        """Runs one work in a savepoint. Gives its result, or what it raised."""
        connection.exec_driver_sql("SAVEPOINT work")
        try:
            result = work(SqlBooks(connection, self._memory))
        except BaseException as problem:
            reason = trouble_in(problem)
            if reason is not None:
                raise _Trouble(reason) from problem
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT work")
            connection.exec_driver_sql("RELEASE SAVEPOINT work")
            self._memory.forget()
            return None, problem
        connection.exec_driver_sql("RELEASE SAVEPOINT work")
        return result, None

    def _start_afresh(self) -> None:
        """A new connection for the next group: the old one may be in any state."""
        self._memory.forget()
        self._engine.dispose()
