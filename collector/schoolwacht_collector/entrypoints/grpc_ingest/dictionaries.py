"""The dictionaries of all devices, as far as they are committed to the ledger."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.domain.series import Dictionary
from schoolwacht_collector.domain.vocabulary import Vocabulary
from schoolwacht_collector.entrypoints.grpc_ingest.census import Malformed
from schoolwacht_collector.entrypoints.grpc_ingest.translate import Series, read_definition
from schoolwacht_collector.ports import Ledger
from schoolwacht_protos.v1 import ingest_pb2 as pb

DICTIONARIES_A_DEVICE = 256


@dataclass(slots=True)
class Lesson:
    """What was wrong with dictionaries that came in: those that were not kept at all, and those kept in part."""

    refused: dict[int, str] = field(default_factory=dict)
    flaws: dict[int, list[str]] = field(default_factory=dict)


class DictionaryShelf:
    """Reads dictionaries from the ledger once, and adds what devices send."""

    def __init__(self, ledger: Ledger, vocabulary: Vocabulary) -> None:
        self._ledger = ledger
        self._vocabulary = vocabulary
        self._shelf: dict[int, dict[int, KnownDictionary]] = {}

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
            if len(known) >= DICTIONARIES_A_DEVICE:
                lesson.refused[entry.id] = f"more than {DICTIONARIES_A_DEVICE} dictionaries"
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


def _series(known: dict[int, KnownDictionary]) -> set[Series]:
    return {
        (shape.measurement, shape.tags, name)
        for one in known.values()
        for shape in one.dictionary.shapes
        for name in shape.fields
    }
