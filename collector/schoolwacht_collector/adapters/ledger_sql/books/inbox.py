"""What still has to reach the series store, and what never will."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, bindparam, delete, func, insert, select

from schoolwacht_collector.adapters.ledger_sql.books.batches import numbers_in
from schoolwacht_collector.adapters.ledger_sql.books.dictionaries import dictionaries_by_number
from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.prepared import Prepared
from schoolwacht_collector.adapters.ledger_sql.schema.batches import INBOX, QUARANTINE
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.books.batches import InboxItem, PackedFrame, Quarantined
from schoolwacht_collector.domain.series import Frame, Mark, Origin

_COUNTED = 10_000
"""Up to here the inbox is counted exactly. Counting a week of backlog would read gigabytes."""

_QUARANTINED = 10_000
_BODY = 64 * 1024

_FRAME_COLUMNS = ("device", "dictionary", "taken_at_ms", "cells", "host", "site", "room")
_PUT_FRAMES = Prepared(_FRAME_COLUMNS, lambda _: insert(INBOX))
_PUT_MARKS = Prepared(["mark"], lambda _: insert(INBOX))
_REMOVE = Prepared(["done"], lambda _: delete(INBOX).where(INBOX.c.number == bindparam("done")))
_SET_ASIDE = Prepared(["device_id", "reason", "at_ms", "body"], lambda _: insert(QUARANTINE))


class SqlInboxBook:
    """Implements InboxBook."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory

    def put_frames(self, frames: Sequence[PackedFrame]) -> None:
        """Queues frames."""
        rows = [(f.device, f.dictionary.number, f.taken_at_ms, f.cells, f.host, f.site, f.room) for f in frames]
        _PUT_FRAMES.run_many(self._connection, rows)

    def put_marks(self, marks: Sequence[Mark]) -> None:
        """Queues marks."""
        _PUT_MARKS.run_many(self._connection, [(_mark_to_json(mark),) for mark in marks])

    def oldest(self, at_most: int) -> Sequence[InboxItem]:
        """The oldest items, in order."""
        rows = self._connection.execute(select(INBOX).order_by(INBOX.c.number).limit(at_most)).all()
        frames = [row for row in rows if row.mark is None]
        dictionaries = dictionaries_by_number(self._connection, self._memory, {row.dictionary for row in frames})
        device_ids = self._device_ids({row.device for row in frames})

        def entry_of(row: Row[Any]) -> Frame | Mark:
            if row.mark is not None:
                return _mark_from_json(row.mark)
            origin = Origin(device_ids[row.device], row.host, row.site, row.room)
            return Frame(origin, dictionaries[row.dictionary], row.taken_at_ms, numbers_in(row.cells))

        return [InboxItem(row.number, entry_of(row)) for row in rows]

    def remove(self, numbers: Sequence[int]) -> None:
        """Takes items out: they are stored for certain, or quarantined."""
        _REMOVE.run_many(self._connection, [(number,) for number in numbers])

    def depth(self) -> int:
        """How many wait: counted up to 10,000, beyond that the span of their numbers, which has few gaps."""
        first = select(INBOX.c.number).limit(_COUNTED).subquery()
        counted = self._connection.execute(select(func.count()).select_from(first)).scalar_one()
        if counted < _COUNTED:
            return int(counted)
        lowest = self._connection.execute(select(func.min(INBOX.c.number))).scalar_one()
        highest = self._connection.execute(select(func.max(INBOX.c.number))).scalar_one()
        return int(highest - lowest + 1)

    def quarantine(self, things: Sequence[Quarantined]) -> None:
        """Sets aside what can never be stored, the first 64 KiB of each. The oldest go when there are over 10,000."""
        rows = [(thing.device_id, thing.reason, to_ms(thing.at), thing.body[:_BODY]) for thing in things]
        _SET_ASIDE.run_many(self._connection, rows)
        newest_first = select(QUARANTINE.c.number).order_by(QUARANTINE.c.number.desc())
        surplus = self._connection.execute(newest_first.offset(_QUARANTINED).limit(1)).scalar()
        if surplus is not None:
            self._connection.execute(delete(QUARANTINE).where(QUARANTINE.c.number <= surplus))

    def quarantined(self, at_most: int) -> Sequence[Quarantined]:
        """What was set aside, newest first."""
        newest = select(QUARANTINE).order_by(QUARANTINE.c.number.desc()).limit(at_most)
        return [
            Quarantined(row.device_id, row.reason, from_ms(row.at_ms), row.body)
            for row in self._connection.execute(newest)
        ]

    def _device_ids(self, numbers: Collection[int]) -> Mapping[int, str]:
        # Copied out first: another reader may clear the shared memory at any moment.
        remembered = self._memory.device_ids
        known = {number: device_id for number in numbers if (device_id := remembered.get(number)) is not None}
        for some in chunks([number for number in numbers if number not in known]):
            asked = select(DEVICES.c.number, DEVICES.c.device_id).where(DEVICES.c.number.in_(some))
            known.update({row.number: row.device_id for row in self._connection.execute(asked)})
        remembered.update(known)
        return known


def _mark_to_json(mark: Mark) -> str:
    plain = [mark.measurement, dict(mark.tags), dict(mark.fields), mark.at_ms]
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def _mark_from_json(text: str) -> Mark:
    measurement, tags, fields, at_ms = json.loads(text)
    return Mark(measurement, tags, fields, at_ms)
