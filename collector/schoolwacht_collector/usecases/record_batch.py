"""Records batches: the dedupe key, numbers, tables and events in one transaction; then, and only then, the answer.

Everything that waits is recorded as one group, so that many devices share one commit. When a group fails, its members
are recorded one by one, so that one bad batch cannot take its neighbours with it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from datetime import datetime
from threading import Lock
from time import sleep
from typing import Generic, NamedTuple, Protocol, TypeVar

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import BatchKey, PackedFrame, Quarantined
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.incoming import Answer, IncomingEvent, IncomingTable, Inventory, Outcome
from schoolwacht_collector.ports import Busy, Ledger
from schoolwacht_collector.usecases.identify import SIGNS_TABLE, watch_report
from schoolwacht_collector.usecases.record_facts import EVERY_TABLE, record_events, record_table, same_inventory

LINGER = 0.01
"""Seconds a group waits for company: a commit costs as much for fifty batches as for one."""

STORED = Answer(Outcome.STORED)
"""The answer to nearly every batch: nothing was wrong with it, and nothing more is wanted."""


class Incoming(NamedTuple):
    """A batch, read and within its limits. `refused` holds the reason when it can never be stored."""

    device: Device
    key: BatchKey
    digest: bytes
    received_at: datetime
    clock_offset_ms: int
    frames: Sequence[PackedFrame] = ()
    tables: Sequence[IncomingTable] = ()
    events: Sequence[IncomingEvent] = ()
    flaws: Sequence[str] = ()
    refused: str = ""
    body: bytes = b""
    inventory: Inventory | None = None


def record(books: Books, group: Sequence[Incoming]) -> list[Answer]:
    """Records a group in the transaction it is called in, and says what became of each batch, in order."""
    known = dict(books.batches.digests([batch.key for batch in group]))
    answers: list[Answer] = []
    fresh: list[Incoming] = []
    for batch in group:
        earlier = known.get(batch.key)
        if earlier is None:
            known[batch.key] = batch.digest
            fresh.append(batch)
            answers.append(_answer(books, batch))
        elif earlier == batch.digest:
            answers.append(STORED)
        else:
            # The same key for other content: this disk was copied or rolled back. Storing or acking would lose data.
            books.devices.change(batch.device.device_id, {"cloned_at": batch.received_at})
            answers.append(Answer(Outcome.NEW_SPOOL, "this batch number was used before for other content"))
    _write(books, fresh)
    return answers


def _answer(books: Books, batch: Incoming) -> Answer:
    """Writes what is not numbers, batch by batch, and says what to answer."""
    if not (batch.refused or batch.flaws or batch.tables or batch.events or batch.inventory):
        return STORED
    if batch.refused or batch.flaws:
        reason = batch.refused or "; ".join(sorted(set(batch.flaws))[:8])
        books.inbox.quarantine([Quarantined(batch.device.device_id, reason, batch.received_at, batch.body)])
        if batch.refused:
            return Answer(Outcome.REFUSED, reason)
    resend = tuple(t.table for t in batch.tables if not record_table(books, batch.device.device_id, t))
    if any(table.table == SIGNS_TABLE for table in batch.tables):
        rows = books.facts.rows(batch.device.device_id, SIGNS_TABLE)
        watch_report(books, batch.device, rows, batch.received_at)
    if batch.events:
        record_events(books, batch.device.device_id, batch.events)
    if batch.inventory and not same_inventory(books, batch.device.device_id, batch.inventory):
        resend = (*resend, EVERY_TABLE)
    return Answer(Outcome.STORED, "; ".join(sorted(set(batch.flaws))[:8]), resend)


def _write(books: Books, fresh: Sequence[Incoming]) -> None:
    if not fresh:
        return
    now = max(batch.received_at for batch in fresh)
    books.batches.record([(batch.key, batch.digest) for batch in fresh], now)
    if frames := [frame for batch in fresh for frame in batch.frames]:
        books.inbox.put_frames(frames)
        books.batches.newest(frames)
    heard_at = int(now.timestamp() * 1000)  # of all: a group comes together within a few hundredths of a second
    books.devices.heard([(batch.key.device, heard_at, batch.clock_offset_ms) for batch in fresh])


class Waiter(Protocol):
    """Whoever waits for an answer: a future of threads, or one of an event loop."""

    def done(self) -> bool:
        """Whether it was answered, or gave up."""

    def set_result(self, result: Answer, /) -> None:
        """Gives the answer."""

    def set_exception(self, exception: BaseException, /) -> None:
        """Gives the reason why there is none."""


AnyWaiter = TypeVar("AnyWaiter", bound=Waiter)


class Recorder(Generic[AnyWaiter]):
    """Collects batches from many calls and records them in groups. Safe to call from any thread.

    `new_waiter` makes what a caller waits on; `tell` runs a function where waiters may be answered. For an event loop
    these are `loop.create_future` and `loop.call_soon_threadsafe`: one wake-up for a whole group.
    """

    def __init__(
        self,
        ledger: Ledger,
        new_waiter: Callable[[], AnyWaiter],
        tell: Callable[[Callable[[], None]], object] = lambda work: work(),
        *,
        at_most_waiting: int = 4000,
        group: int = 250,
    ) -> None:
        self._ledger = ledger
        self._new_waiter = new_waiter
        self._tell = tell
        self._at_most_waiting = at_most_waiting
        self._group = group
        self._lock = Lock()
        self._waiting: list[tuple[Incoming, AnyWaiter]] = []
        self._scheduled = False

    def submit(self, batch: Incoming) -> AnyWaiter:
        """The waiter is answered once the batch is committed to disk. Raises Busy when too many wait already."""
        waiter = self._new_waiter()
        with self._lock:
            if len(self._waiting) >= self._at_most_waiting:
                raise Busy("the collector is behind; come back later")
            self._waiting.append((batch, waiter))
            if self._scheduled:
                return waiter
            self._scheduled = True
        self._schedule()
        return waiter

    def _schedule(self) -> None:
        """Asks the ledger for a transaction; what waits by the time it starts goes into it."""
        taken: list[tuple[Incoming, AnyWaiter]] = []

        def work(books: Books) -> list[Answer]:
            if len(self._waiting) < self._group:
                sleep(LINGER)
            with self._lock:
                taken.extend(self._waiting[: self._group])
                del self._waiting[: self._group]
                self._scheduled = bool(self._waiting)
            if self._scheduled:
                self._schedule()
            return record(books, [batch for batch, _ in taken])

        self._ledger.submit(work).add_done_callback(lambda done: self._settle(done, taken))

    def _settle(self, done: Future[list[Answer]], taken: list[tuple[Incoming, AnyWaiter]]) -> None:
        flaw = done.exception()
        if flaw is None:
            answers = done.result()
            self._tell(lambda: _answer_all([waiter for _, waiter in taken], answers))
        elif isinstance(flaw, Busy) or not taken:
            self._refuse(taken, flaw)
        else:
            for batch, waiter in taken:
                self._record_alone(batch, waiter)

    def _record_alone(self, batch: Incoming, waiter: AnyWaiter) -> None:
        def settle(done: Future[list[Answer]]) -> None:
            flaw = done.exception()
            if flaw is None:
                answers = done.result()
                self._tell(lambda: _answer_all([waiter], answers))
            else:
                self._refuse([(batch, waiter)], flaw)

        self._ledger.submit(lambda books: record(books, [batch])).add_done_callback(settle)

    def _refuse(self, taken: list[tuple[Incoming, AnyWaiter]], flaw: BaseException) -> None:
        if not taken:
            # The transaction never began: whoever waits must hear of it, and the next submit must schedule again.
            with self._lock:
                taken, self._waiting, self._scheduled = self._waiting, [], False

        def tell() -> None:
            for _, waiter in taken:
                with suppress(InvalidStateError):
                    if not waiter.done():
                        waiter.set_exception(flaw)

        self._tell(tell)


def _answer_all(waiters: Sequence[Waiter], answers: Sequence[Answer]) -> None:
    """Answers whoever still waits; a caller that gave up is passed over."""
    for waiter, answer in zip(waiters, answers, strict=True):
        with suppress(InvalidStateError):
            if not waiter.done():
                waiter.set_result(answer)
