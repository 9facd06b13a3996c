"""The dictionaries of all devices, as far as they are committed to the ledger.

A device has a limited number of them. One whose volumes come and go for years gets room for a new one by forgetting
what it used longest ago; how fast is limited too, because each new dictionary may bring new series.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.domain.series import Dictionary
from schoolwacht_collector.domain.vocabulary import Vocabulary
from schoolwacht_collector.entrypoints.grpc_ingest.census import Malformed
from schoolwacht_collector.entrypoints.grpc_ingest.translate import Series, read_definition
from schoolwacht_collector.ports import Ledger
from schoolwacht_protos.v1 import ingest_pb2 as pb

DICTIONARIES_A_DEVICE = 256
"""Kept of one device; up to twice as many while the inbox is so long that none can be forgotten."""
FORGOTTEN_TOGETHER = 32
FORGOTTEN_AT_MOST, FORGOTTEN_EVERY = 1024, timedelta(minutes=5)
"""How many a device may have forgotten in one go, and how soon it may have another one forgotten after that."""


@dataclass(slots=True)
class Lesson:
    """What was wrong with dictionaries that came in: those that were not kept at all, and those kept in part."""

    refused: dict[int, str] = field(default_factory=dict)
    flaws: dict[int, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Allowance:
    """How many dictionaries a device may still have forgotten: it grows with time."""

    left: float
    filled_at: datetime

    def grow(self, now: datetime) -> None:
        """Adds what came in since the last time. A clock that was set back adds nothing."""
        gained = max(timedelta(), now - self.filled_at) / FORGOTTEN_EVERY
        self.left, self.filled_at = min(FORGOTTEN_AT_MOST, self.left + gained), now


class DictionaryShelf:
    """Reads dictionaries from the ledger once, and adds what devices send."""

    def __init__(self, ledger: Ledger, vocabulary: Vocabulary) -> None:
        self._ledger = ledger
        self._vocabulary = vocabulary
        self._shelf: dict[int, dict[int, KnownDictionary]] = {}
        self._allowances: dict[int, Allowance] = {}

    async def of(self, device: int) -> dict[int, KnownDictionary]:
        """All dictionaries of a device, by the key its frames use."""
        known = self._shelf.get(device)
        if known is None:
            rows = await asyncio.to_thread(self._ledger.read, lambda books: books.batches.dictionaries(device))
            known = self._shelf.setdefault(device, {row.dictionary.key: row for row in rows})
        return known

    async def learn(self, device: int, entries: Sequence[pb.Dictionary], now: datetime) -> Lesson:
        """Keeps what is new, and says what was wrong with it. Raises Busy when the ledger cannot be written."""
        known = await self.of(device)
        lesson = Lesson()
        for entry in entries:
            if entry.id in known:
                continue
            if len(known) >= DICTIONARIES_A_DEVICE and not await self._make_room(device, known, now):
                lesson.refused[entry.id] = f"more than {DICTIONARIES_A_DEVICE} dictionaries, and too many new ones"
                continue
            try:
                dictionary, flaws = read_definition(entry, self._vocabulary, _series(known))
            except Malformed as flaw:
                lesson.refused[entry.id] = str(flaw)
                continue

            def keep(books: Books, dictionary: Dictionary = dictionary) -> KnownDictionary:
                return books.batches.add_dictionary(device, dictionary, now)

            known[entry.id] = await asyncio.wrap_future(self._ledger.submit(keep))
            if flaws:
                lesson.flaws[entry.id] = flaws
        return lesson

    async def _make_room(self, device: int, known: dict[int, KnownDictionary], now: datetime) -> bool:
        """Has the oldest dictionaries forgotten, as far as this device may; whether one more can be kept."""
        allowance = self._allowances.setdefault(device, Allowance(FORGOTTEN_AT_MOST, now))
        allowance.grow(now)
        surplus = len(known) - DICTIONARIES_A_DEVICE + FORGOTTEN_TOGETHER
        if (at_most := min(surplus, int(allowance.left))) < 1:
            return False
        loop = asyncio.get_running_loop()
        going = self._ledger.submit(lambda books: books.batches.forget_dictionaries(device, at_most))

        # Also when this call is given up meanwhile: what the ledger forgot must not stay on the shelf.
        def take_off(done: Future[Sequence[int]]) -> None:
            if not done.cancelled() and done.exception() is None:
                for key in done.result():
                    known.pop(key, None)

        going.add_done_callback(lambda done: loop.call_soon_threadsafe(take_off, done))
        gone = await asyncio.wrap_future(going)
        allowance.left -= len(gone)
        return len(known) < 2 * DICTIONARIES_A_DEVICE


def _series(known: dict[int, KnownDictionary]) -> set[Series]:
    return {
        (shape.measurement, shape.tags, name)
        for one in known.values()
        for shape in one.dictionary.shapes
        for name in shape.fields
    }
