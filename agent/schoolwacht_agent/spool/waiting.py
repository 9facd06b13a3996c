"""Batches on disk: how they are written, chosen for a call, and deleted."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from schoolwacht_agent.facts import PackedFacts
from schoolwacht_agent.frames import PackedFrame

LIVE_SHARE = 0.8
"""Of a call, for what was measured just now, when there is a backlog as well: nobody waits for yesterday."""
FACTS_SHARE = 0.5
OVERHEAD = 120
"""Bytes that a batch takes on disk beside its payload: its row and its index entries [measured: 90 to 130]."""
_COLUMNS = "id, kind, spool_id, sequence, payload, checksum, dictionary, taken_at_ms, samples, snapshot"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One batch, under the name it keeps until the collector has it. Ids below zero are in memory only."""

    id: int
    kind: str
    spool_id: bytes
    sequence: int
    payload: bytes = field(repr=False)
    checksum: int
    dictionary: bytes | None
    taken_at_ms: int
    samples: int
    snapshot: str

    @property
    def size(self) -> int:
        """What it takes on disk."""
        return len(self.payload) + OVERHEAD

    @property
    def sound(self) -> bool:
        """Whether the disk gave back what was written on it."""
        return zlib.crc32(self.payload) == self.checksum


def name_frame(frame: PackedFrame, name: tuple[bytes, int]) -> Waiting:
    """A frame under its name."""
    checksum = zlib.crc32(frame.payload)
    return Waiting(0, "frames", *name, frame.payload, checksum, frame.dictionary, frame.taken_at_ms, frame.samples, "")


def name_facts(facts: PackedFacts, name: tuple[bytes, int], now_ms: int) -> Waiting:
    """Facts under their name."""
    return Waiting(0, "facts", *name, facts.payload, zlib.crc32(facts.payload), None, now_ms, 0, facts.snapshot)


def insert(db: sqlite3.Connection, batches: Iterable[Waiting]) -> None:
    """Writes batches, in this order."""
    db.executemany(
        "INSERT INTO batch (kind, spool_id, sequence, payload, checksum, dictionary, taken_at_ms, samples, snapshot)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (b.kind, b.spool_id, b.sequence, b.payload, b.checksum, b.dictionary, b.taken_at_ms, b.samples, b.snapshot)
            for b in batches
        ],
    )


def delete(db: sqlite3.Connection, batches: Iterable[Waiting]) -> None:
    """Deletes batches."""
    db.executemany("DELETE FROM batch WHERE id = ?", [(batch.id,) for batch in batches])


def rename_all(db: sqlite3.Connection, next_name: Callable[[], tuple[bytes, int]]) -> None:
    """Gives every batch another name, in their order."""
    ids = [row[0] for row in db.execute("SELECT id FROM batch ORDER BY id")]
    renamed = [(*next_name(), number) for number in ids]
    db.executemany("UPDATE batch SET spool_id = ?, sequence = ? WHERE id = ?", renamed)


def has_snapshot(db: sqlite3.Connection, table: str) -> bool:
    """Whether a batch with all rows of a table waits."""
    return db.execute("SELECT 1 FROM batch WHERE snapshot = ? LIMIT 1", (table,)).fetchone() is not None


def count(db: sqlite3.Connection) -> tuple[int, int | None]:
    """How many batches wait, and from when the oldest is."""
    number, oldest_ms = db.execute("SELECT count(*), min(taken_at_ms) FROM batch").fetchone()
    return number, oldest_ms


def measure(db: sqlite3.Connection) -> int:
    """What all batches take."""
    taken = db.execute("SELECT coalesce(sum(length(payload) + ?), 0) FROM batch", (OVERHEAD,)).fetchone()[0]
    return int(taken)


def oldest_frames(db: sqlite3.Connection, size: int) -> list[Waiting]:
    """The oldest measurements, as many as take this size together."""
    chosen: list[Waiting] = []
    for batch in _read(db, "kind = 'frames' ORDER BY id"):
        if size <= 0:
            break
        chosen.append(batch)
        size -= batch.size
    return chosen


def frames_before(db: sqlite3.Connection, moment_ms: int) -> list[Waiting]:
    """All measurements from before a moment."""
    return list(_read(db, "kind = 'frames' AND taken_at_ms < ? ORDER BY id", moment_ms))


def choose(db: sqlite3.Connection, live_since_ms: int, most: int, most_bytes: int) -> list[Waiting]:
    """What to send in one call: facts in their order, live measurements, then backlog, oldest first.

    Facts come first because they are few and must not wait behind a week of measurements; within them the order is
    strict, since changes build upon each other.
    """
    facts = _cut(_read(db, "kind = 'facts' ORDER BY id"), most, int(most_bytes * FACTS_SHARE))
    room = _Room(most, most_bytes).minus(facts)
    backlog = _read(db, "kind = 'frames' AND taken_at_ms < ? ORDER BY id", live_since_ms)
    first = next(backlog, None)
    live_room = room if first is None else _Room(int(room.most * LIVE_SHARE), int(room.size * LIVE_SHARE))
    live = _cut(_read(db, "kind = 'frames' AND taken_at_ms >= ? ORDER BY id", live_since_ms), *live_room)
    room = room.minus(live)
    waiting = iter(()) if first is None else _and_then(first, backlog)
    old = _cut(waiting, room.most, room.size) if room.most > 0 and room.size > 0 else []
    return facts + live + old


@dataclass(frozen=True, slots=True)
class _Room:
    most: int
    size: int

    def minus(self, batches: Sequence[Waiting]) -> _Room:
        return _Room(self.most - len(batches), self.size - sum(len(batch.payload) for batch in batches))

    def __iter__(self) -> Iterator[int]:
        return iter((self.most, self.size))


def _cut(batches: Iterator[Waiting], most: int, size: int) -> list[Waiting]:
    """The first few. One is always among them, however large, or it would wait for ever."""
    chosen: list[Waiting] = []
    for batch in batches:
        size -= len(batch.payload)
        if len(chosen) >= most or (size < 0 and chosen):
            break
        chosen.append(batch)
    return chosen


def _and_then(first: Waiting, rest: Iterator[Waiting]) -> Iterator[Waiting]:
    yield first
    yield from rest


def _read(db: sqlite3.Connection, condition: str, *values: int) -> Iterator[Waiting]:
    # The conditions are written out above; only numbers come from elsewhere, as parameters.
    rows = db.execute(f"SELECT {_COLUMNS} FROM batch WHERE {condition}", values)  # noqa: S608 - see the line above
    return (Waiting(*row) for row in rows)
