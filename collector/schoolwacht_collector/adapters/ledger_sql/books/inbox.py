"""What still has to reach the series store, and what never will."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, Integer, bindparam, delete, func, insert, select

from schoolwacht_collector.adapters.ledger_sql.books.dictionaries import dictionaries_by_number
from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.moments import from_ms, to_ms
from schoolwacht_collector.adapters.ledger_sql.prepared import Prepared, PreparedRows
from schoolwacht_collector.adapters.ledger_sql.schema.batches import INBOX, QUARANTINE
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.books.batches import InboxItem, PackedFrame, Quarantined
from schoolwacht_collector.domain.series import Frame, Mark, Origin, PackedNumbers

_COUNTED = 10_000
"""Up to here the inbox is counted exactly. Counting a week of backlog would read gigabytes."""

_QUARANTINED = 10_000
_BODY = 64 * 1024

_FRAME_COLUMNS = ("device", "dictionary", "taken_at_ms", "cells", "host", "site", "room")
_OLDEST = Prepared(
    ["at_most", "passed_over"],
    lambda _: (
        select(INBOX.c.number, *(INBOX.c[name] for name in _FRAME_COLUMNS), INBOX.c.mark)
        .order_by(INBOX.c.number)
        .limit(bindparam("at_most", type_=Integer))
        .offset(bindparam("passed_over", type_=Integer))  # none; SQLAlchemy writes an OFFSET for SQLite in any case
    ),
)
_PUT_FRAMES = PreparedRows(_FRAME_COLUMNS, lambda _, rows: insert(INBOX).values(rows))
_PUT_MARKS = PreparedRows(["mark"], lambda _, rows: insert(INBOX).values(rows))
_REMOVE = PreparedRows(["done"], lambda _, rows: delete(INBOX).where(INBOX.c.number.in_([row["done"] for row in rows])))
_SET_ASIDE = PreparedRows(["device_id", "reason", "at_ms", "body"], lambda _, rows: insert(QUARANTINE).values(rows))


class SqlInboxBook:
    """Implements InboxBook."""

    def __init__(self, connection: Connection, memory: Memory) -> None:
        self._connection = connection
        self._memory = memory

    def put_frames(self, frames: Sequence[PackedFrame]) -> None:
        """Queues frames."""
        rows = [(f.device, f.dictionary.number, f.taken_at_ms, f.cells, f.host, f.site, f.room) for f in frames]
        _PUT_FRAMES.run(self._connection, rows)

    def put_marks(self, marks: Sequence[Mark]) -> None:
        """Queues marks."""
        _PUT_MARKS.run(self._connection, [(_mark_to_json(mark),) for mark in marks])

    def oldest(self, at_most: int) -> Sequence[InboxItem]:
        """The oldest items, in order."""
        rows = _OLDEST.ask(self._connection, (at_most, 0))
        frames = [row for row in rows if row[-1] is None]
        dictionaries = dictionaries_by_number(self._connection, self._memory, {row[2] for row in frames})
        device_ids = self._device_ids({row[1] for row in frames})
        origins: dict[tuple[int, str, str, str], Origin] = {}
        items: list[InboxItem] = []
        for number, device, dictionary, taken_at_ms, cells, host, site, room, mark in rows:
            if mark is not None:
                items.append(InboxItem(number, _mark_from_json(mark)))
                continue
            place = (device, host, site, room)
            origin = origins.get(place)
            if origin is None:
                origin = origins[place] = Origin(device_ids[device], host, site, room)
            items.append(InboxItem(number, Frame(origin, dictionaries[dictionary], taken_at_ms, PackedNumbers(cells))))
        return items

    def remove(self, numbers: Sequence[int]) -> None:
        """Takes items out: they are stored for certain, or quarantined."""
        _REMOVE.run(self._connection, [(number,) for number in numbers])

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
        _SET_ASIDE.run(self._connection, rows)
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
