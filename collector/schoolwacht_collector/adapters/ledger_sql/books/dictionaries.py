"""Dictionaries: what the numbers in frames mean. They never change, so each is read and decoded once.

Those of a machine whose volumes come and go are forgotten when they were not used for long. Their numbers are never
given out again, so a memory that outlives one says nothing wrong.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, delete, func, insert, select

from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.adapters.ledger_sql.schema.batches import DICTIONARIES, INBOX, MEASUREMENTS, NEWEST
from schoolwacht_collector.adapters.ledger_sql.shapes import shapes_from_json, shapes_to_json, signed, unsigned
from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.domain.series import Dictionary
from schoolwacht_collector.ports import Busy

_LOOKED_THROUGH = 10_000
"""Up to here the inbox is searched for frames that need a dictionary. It has no index for that, and may be huge."""


class SqlDictionaries:
    """The part of BatchBook that is about dictionaries."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory

    def dictionary(self, device: int, key: int) -> KnownDictionary | None:
        """A dictionary that this device sent before."""
        mine = select(DICTIONARIES).where(DICTIONARIES.c.device == device)
        row = self._connection.execute(mine.where(DICTIONARIES.c.dictionary_key == signed(key))).first()
        return None if row is None else _known(row)

    def dictionaries(self, device: int) -> Sequence[KnownDictionary]:
        """All dictionaries of a device, oldest first."""
        mine = select(DICTIONARIES).where(DICTIONARIES.c.device == device).order_by(DICTIONARIES.c.number)
        return [_known(row) for row in self._connection.execute(mine)]

    def add_dictionary(self, device: int, dictionary: Dictionary, now: datetime) -> KnownDictionary:
        """Keeps a dictionary; an existing one is given back."""
        known = self.dictionary(device, dictionary.key)
        if known is not None:
            return known
        row = {
            "device": device,
            "dictionary_key": signed(dictionary.key),
            "shapes": shapes_to_json(dictionary.shapes),
            "kept": "" if dictionary.kept is None else json.dumps(dictionary.kept),
            "added_at_ms": to_ms(now),
        }
        added = self._connection.execute(insert(DICTIONARIES).values(row))
        (number,) = added.inserted_primary_key or (0,)
        names = sorted({shape.measurement for shape in dictionary.shapes})
        if names:
            self._connection.execute(insert(MEASUREMENTS), [{"measurement": n, "dictionary": number} for n in names])
        return KnownDictionary(number, dictionary)

    def forget_dictionaries(self, device: int, at_most: int) -> Sequence[int]:
        """Forgets what this device used longest ago, with its newest numbers; gives the keys of what went.

        What the inbox still needs stays; while very much waits there, everything stays.
        """
        if self._connection.execute(select(INBOX.c.number).offset(_LOOKED_THROUGH).limit(1)).first() is not None:
            return ()
        needed = select(INBOX.c.dictionary).where(INBOX.c.device == device, INBOX.c.dictionary.is_not(None))
        newest = and_(NEWEST.c.device == DICTIONARIES.c.device, NEWEST.c.dictionary == DICTIONARIES.c.number)
        oldest_first = (
            select(DICTIONARIES.c.number, DICTIONARIES.c.dictionary_key)
            .outerjoin_from(DICTIONARIES, NEWEST, newest)
            .where(DICTIONARIES.c.device == device, DICTIONARIES.c.number.not_in(needed))
            .order_by(func.coalesce(NEWEST.c.taken_at_ms, DICTIONARIES.c.added_at_ms), DICTIONARIES.c.number)
        )
        gone = self._connection.execute(oldest_first.limit(at_most)).all()
        for some in chunks([row.number for row in gone]):
            mine = and_(NEWEST.c.device == device, NEWEST.c.dictionary.in_(some))
            self._connection.execute(delete(NEWEST).where(mine))
            self._connection.execute(delete(DICTIONARIES).where(DICTIONARIES.c.number.in_(some)))
            self._memory.kept.difference_update(some)
        return [unsigned(row.dictionary_key) for row in gone]

    def require(self, numbers: Collection[int]) -> None:
        """Raises Busy when a dictionary was forgotten after a batch was read with it: that batch has to come again."""
        for some in chunks([number for number in numbers if number not in self._memory.kept]):
            there = select(DICTIONARIES.c.number).where(DICTIONARIES.c.number.in_(some))
            found = set(self._connection.execute(there).scalars())
            if len(found) < len(some):
                raise Busy("a dictionary of this batch was forgotten meanwhile; send it again")
            self._memory.kept |= found


def dictionaries_by_number(
    connection: Connection, memory: Memory, numbers: Collection[int]
) -> Mapping[int, Dictionary]:
    """Dictionaries by their numbers, from memory where they were read before."""
    # Copied out first: another reader may clear the shared memory at any moment.
    found = {number: known for number in numbers if (known := memory.dictionaries.get(number)) is not None}
    for some in chunks([number for number in numbers if number not in found]):
        for row in connection.execute(select(DICTIONARIES).where(DICTIONARIES.c.number.in_(some))):
            found[row.number] = memory.dictionaries[row.number] = _known(row).dictionary
    return found


def _known(row: Row[Any]) -> KnownDictionary:
    kept = tuple(json.loads(row.kept)) if row.kept else None
    return KnownDictionary(row.number, Dictionary(unsigned(row.dictionary_key), shapes_from_json(row.shapes), kept))
