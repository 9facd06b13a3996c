"""How many batches a second the ledger records: digests, record, put_frames, newest and heard, with a durable commit.

Run it with `python tests/collector/adapters/ledger_sql/bench_recording.py [FOLDER]`, on the disk that matters.
"""

from __future__ import annotations

import random
import struct
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import BatchKey, KnownDictionary, PackedFrame
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.series import Dictionary, Shape

DEVICES = 1_000
BATCHES = 16_000
GROUPS = (1, 16, 64, 250)
NOW = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)
FIELDS = tuple(f"f{number}" for number in range(10))
SAMPLES = Dictionary(1, tuple(Shape(f"m{number}", (), FIELDS, (0,) * 10) for number in range(10)))


def enrol(books: Books) -> list[KnownDictionary]:
    """A school of devices, each with a dictionary of 100 samples."""
    known = []
    for number in range(1, DEVICES + 1):
        host = f"pc-{number}"
        books.devices.add(Device(host, host, "A", "1", DeviceClass.SHARED, DeviceState.ACTIVE, NOW))
        known.append(books.batches.add_dictionary(number, SAMPLES, NOW))
    return known


def works(size: int, known: list[KnownDictionary]) -> Iterator[Callable[[Books], None]]:
    """Work for the ledger: so many batches of one frame each, from devices in no order."""
    chance = random.Random(size)  # noqa: S311 - no secret
    spools = [chance.randbytes(16) for _ in known]
    cells = struct.pack("<100q", *(chance.randrange(2**31) for _ in range(100)))
    order = chance.sample(range(DEVICES), DEVICES)
    for start in range(0, BATCHES, size):
        turns = [divmod(place, DEVICES) for place in range(start, start + size)]
        batches = [(BatchKey(order[at] + 1, spools[order[at]], turn), chance.randbytes(32)) for turn, at in turns]
        frames = [
            PackedFrame(order[at] + 1, known[order[at]], size * 10**9 + turn * 60_000, cells, "pc", "A", "1")
            for turn, at in turns
        ]
        yield recording(batches, frames)


def recording(batches: list[tuple[BatchKey, bytes]], frames: list[PackedFrame]) -> Callable[[Books], None]:
    """What record_batch does with a group."""

    def work(books: Books) -> None:
        if books.batches.digests([key for key, _ in batches]):
            raise RuntimeError("These batches are new, and the ledger says that it has them.")
        books.batches.record(batches, NOW)
        books.inbox.put_frames(frames)
        books.batches.newest(frames)
        books.devices.heard([(frame.device, frame.taken_at_ms, 0) for frame in frames])

    return work


def main() -> None:
    """Prints batches a second, by wall clock and by CPU time, for each size of group."""
    where = sys.argv[1] if len(sys.argv) > 1 else None
    with tempfile.TemporaryDirectory(dir=where) as folder, SqlLedger(Path(folder) / "ledger.db") as ledger:
        known = ledger.write(enrol)
        for size in GROUPS:
            waiting = list(works(size, known))
            wall, cpu = time.perf_counter(), time.process_time()
            for work in waiting:
                ledger.write(work)
            wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
            done = len(waiting) * size
            sys.stdout.write(f"groups of {size:3}: {done / wall:7,.0f} batches/s, {done / cpu:7,.0f} per CPU second\n")


if __name__ == "__main__":
    main()
