"""The queue itself: batches go in with what must be remembered about them, and leave when the collector has them.

A batch is named (spool id, sequence). The spool id is random and new at every start of the agent; a batch that waits
keeps the one it was born with, so that a repeat after any crash is recognised as one.
"""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import RLock
from typing import TypeVar

from schoolwacht_agent.facts import PackedFacts, pack_events
from schoolwacht_agent.frames import PackedFrame
from schoolwacht_agent.spool import memory, waiting
from schoolwacht_agent.spool.file import File, is_damage
from schoolwacht_agent.spool.limits import Limits
from schoolwacht_agent.spool.losses import Losses
from schoolwacht_agent.spool.stopgap import Stopgap
from schoolwacht_agent.spool.waiting import Waiting
from schoolwacht_agent.tally import Tally

log = logging.getLogger(__name__)
Notes = Mapping[str, bytes | None]
T = TypeVar("T")

FACTS_FACTOR = 2
"""Facts are never dropped; when the queue is so many times too large, new ones are turned away and found again."""
SMALLEST_LIMIT = 256 * 1024
"""What the queue may always hold, however short the disk is: some hours of measurements."""
_LOSSES = "losses"


@dataclass(frozen=True, slots=True)
class Depth:
    """What waits."""

    batches: int
    size_bytes: int
    oldest_ms: int | None


class Spool:
    """A bounded queue on disk. Every public method may be called from any thread."""

    def __init__(self, path: Path, limits: Limits, tally: Tally) -> None:
        self._limits = limits
        self._tally = tally
        self._lock = RLock()
        self._stopgap = Stopgap()
        self._trouble = ""
        self._begin_numbering()
        self._file = File(path)
        self._losses = Losses.from_bytes(memory.recall(self._file.connection, _LOSSES))
        self._after_opening()

    def append(
        self,
        now_ms: int,
        frames: Sequence[PackedFrame] = (),
        facts: Sequence[PackedFacts] = (),
        notes: Notes | None = None,
    ) -> bool:
        """Queues batches together with what to remember (None: forget): all of it is on disk, or nothing.

        False when it is not. Then the frames are held in memory for a while; facts and notes are not, so that whoever
        found them finds them again at his next run.
        """
        with self._lock:
            if facts and self._size > FACTS_FACTOR * self._limits.most_bytes:
                log.error("the spool is full of facts; new ones wait where they were found")
                self.append(now_ms, frames)
                return False
            named = [waiting.name_frame(frame, self._next_name()) for frame in frames]
            new = named + [waiting.name_facts(fact, self._next_name(), now_ms) for fact in facts]
            if self._write_new(new, frames, notes or {}):
                return True
            if overflow := self._stopgap.hold(named, frames):
                self._count_dropped(overflow)
                self._losses = self._losses.with_batches("disk", overflow)
            return False

    def take(self, live_since_ms: int, most: int, most_bytes: int) -> list[Waiting]:
        """What to send in one call; see `waiting.choose`."""
        with self._lock:
            held = list(self._stopgap)[:most]
            chosen: list[Waiting] = self._read(
                lambda db: waiting.choose(db, live_since_ms, most - len(held), most_bytes), []
            )
            if broken := [batch for batch in chosen if not batch.sound]:
                self._drop("damaged", broken)
            return held + [batch for batch in chosen if batch.sound]

    def stored(self, batches: Sequence[Waiting], notes: Notes | None = None) -> None:
        """Deletes what the collector has; their dictionaries are known to it from now on.

        When the disk takes nothing they will be sent again, which the collector recognises.
        """

        def work(db: sqlite3.Connection) -> None:
            waiting.delete(db, batches)
            memory.mark_known(db, {batch.dictionary for batch in batches if batch.dictionary}, known=True)
            memory.remember(db, notes or {})

        with self._lock:
            self._stopgap.release(batches)
            if self._write(work):
                self._size -= _size_on_disk(batches)

    def refused(self, batches: Sequence[Waiting]) -> None:
        """Deletes what the collector can never store; it keeps a copy in its quarantine."""
        with self._lock:
            self._tally.add("refused_batches", len(batches))
            self._stopgap.release(batches)
            if self._write(lambda db: waiting.delete(db, batches)):
                self._size -= _size_on_disk(batches)

    def renumber(self) -> None:
        """Gives everything that waits a fresh spool id, in the same order; the payloads stay as they are."""
        with self._lock:
            self._begin_numbering()
            self._stopgap.renumber(self._next_name)
            self._write(lambda db: waiting.rename_all(db, self._next_name))

    def dictionaries_for(self, batches: Iterable[Waiting]) -> dict[bytes, bytes]:
        """The definitions that the collector does not have yet and needs to read these batches."""
        missing: dict[bytes, bytes] = {}
        with self._lock:
            for name in {batch.dictionary for batch in batches if batch.dictionary}:
                on_disk = self._definition_on_disk(name)
                definition = on_disk[0] if on_disk else self._stopgap.definition(name)
                if definition is not None and not (on_disk and on_disk[1]):
                    missing[name] = definition
        return missing

    def collector_misses(self, names: Iterable[bytes]) -> None:
        """The collector asked for these dictionaries; they go along with the next call."""
        with self._lock:
            self._write(lambda db: memory.mark_known(db, names, known=False))

    def definition(self, name: bytes) -> bytes | None:
        """One definition, for whoever reads frames back."""
        with self._lock:
            on_disk = self._definition_on_disk(name)
            return on_disk[0] if on_disk else self._stopgap.definition(name)

    def recall(self, name: str) -> bytes | None:
        """What was remembered under a name."""
        with self._lock:
            return self._read(lambda db: memory.recall(db, name), None)

    def recall_all(self, prefix: str) -> dict[str, bytes]:
        """Everything remembered under names that begin so."""
        with self._lock:
            return self._read(lambda db: memory.recall_all(db, prefix), {})

    def snapshot_waits(self, table: str) -> bool:
        """Whether all rows of a table are in the queue already."""
        with self._lock:
            return self._read(lambda db: waiting.has_snapshot(db, table), otherwise=False)

    def tidy(self, now_ms: int) -> bool:
        """Drops what is too old, and says whether there were losses to tell, which are queued as events now.

        `now_ms` is the collector's time, not the wall clock's.
        """
        oldest_ms = now_ms - self._limits.oldest_ms
        with self._lock:
            old: list[Waiting] = self._read(lambda db: waiting.frames_before(db, oldest_ms), [])
            if old:
                self._drop("old", old)
            self._write(lambda db: memory.forget_unused(db, oldest_ms))
            told = False
            if events := self._losses.events():
                told = self.append(now_ms, facts=pack_events(events, now_ms), notes={_LOSSES: None})
                self._losses = Losses() if told else self._losses
            self._read(lambda db: db.execute("PRAGMA incremental_vacuum(64)").fetchall(), [])
            return told

    def depth(self) -> Depth:
        """How much waits."""
        with self._lock:
            nothing: tuple[int, int | None] = (0, None)
            count, oldest = self._read(waiting.count, nothing)
            return Depth(count + len(self._stopgap), self._size, oldest)

    def close(self) -> None:
        """Lets go of the file; everything in it is on disk already."""
        with self._lock:
            self._file.close()

    # ------------------------------------------------------------------------------------------------------ inside

    def _begin_numbering(self) -> None:
        self.spool_id = os.urandom(16)
        self._sequence = 0

    def _next_name(self) -> tuple[bytes, int]:
        # Never given twice, even when the transaction fails: whether it really failed cannot always be known.
        self._sequence += 1
        return self.spool_id, self._sequence

    def _write_new(self, new: Sequence[Waiting], frames: Sequence[PackedFrame], notes: Notes) -> bool:
        """One transaction: what no longer fits goes, what was held in memory and what is new comes."""
        held, held_frames = self._stopgap.all()
        losses = self._losses
        dropped: list[Waiting] = []

        def work(db: sqlite3.Connection) -> None:
            nonlocal losses
            coming = sum(batch.size for batch in [*held, *new])
            dropped.extend(waiting.oldest_frames(db, self._size + coming - self._limit()))
            waiting.delete(db, dropped)
            losses = losses.with_batches("full", dropped)
            memory.keep_dictionaries(db, [*held_frames, *frames])
            waiting.insert(db, [*held, *new])
            if losses != Losses():
                memory.remember(db, {_LOSSES: losses.to_bytes()})
            memory.remember(db, notes)

        if not self._write(work):
            return False
        self._size += sum(batch.size for batch in [*held, *new]) - _size_on_disk(dropped)
        self._stopgap.clear()
        self._trouble = ""
        self._count_dropped(dropped)
        self._losses = losses
        return True

    def _drop(self, reason: str, batches: Sequence[Waiting]) -> None:
        losses = self._losses.with_batches(reason, batches)

        def work(db: sqlite3.Connection) -> None:
            waiting.delete(db, batches)
            memory.remember(db, {_LOSSES: losses.to_bytes()})

        if self._write(work):
            self._size -= _size_on_disk(batches)
            self._count_dropped(batches)
            self._losses = losses

    def _count_dropped(self, batches: Sequence[Waiting]) -> None:
        if batches:
            if not self._losses.drops:  # once an outage, not a line a minute
                log.warning("measurements are dropped, oldest first; the collector will be told how many")
            self._tally.add("dropped_batches", len(batches))
            self._tally.add("dropped_samples", sum(batch.samples for batch in batches))

    def _limit(self) -> int:
        if self._limits.disk_is_short(self._file.path.parent):
            return min(self._limits.most_bytes, max(self._size, SMALLEST_LIMIT))
        return self._limits.most_bytes

    def _definition_on_disk(self, name: bytes) -> tuple[bytes, bool] | None:
        return self._read(lambda db: memory.definition(db, name), None)

    def _write(self, work: Callable[[sqlite3.Connection], None]) -> bool:
        try:
            with self._file.transaction() as db:
                work(db)
        except sqlite3.Error as error:
            self._recover(error)
            return False
        return True

    def _read(self, work: Callable[[sqlite3.Connection], T], otherwise: T) -> T:
        try:
            return work(self._file.connection)
        except sqlite3.Error as error:
            self._recover(error)
            return otherwise

    def _recover(self, error: sqlite3.Error) -> None:
        if str(error) != self._trouble:  # once, not at every batch while the disk is full
            self._trouble = str(error)
            log.error("the spool could not be used: %s", error)
        if is_damage(error):
            self._file.begin_anew(str(error))
            self._after_opening()

    def _after_opening(self) -> None:
        for name, reason in self._file.set_aside:
            log.error("the spool was set aside as %s: %s", name, reason)
            self._losses = self._losses.with_file(name, reason)
        self._file.set_aside.clear()
        self._size = self._read(waiting.measure, 0)
        if self._losses != Losses():
            self._write(lambda db: memory.remember(db, {_LOSSES: self._losses.to_bytes()}))


def _size_on_disk(batches: Iterable[Waiting]) -> int:
    return sum(batch.size for batch in batches if batch.id > 0)
