"""What was received before, and the newest numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, delete, insert, select
from sqlalchemy.sql import ClauseElement

from schoolwacht_collector.adapters.ledger_sql.books.dictionaries import SqlDictionaries, dictionaries_by_number
from schoolwacht_collector.adapters.ledger_sql.books.spools import drop_empty_spools, make_spools, spool_numbers
from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.adapters.ledger_sql.prepared import Binds, Prepared, PreparedRows, listed
from schoolwacht_collector.adapters.ledger_sql.schema.batches import BATCHES, DICTIONARIES, MEASUREMENTS, NEWEST
from schoolwacht_collector.adapters.ledger_sql.schema.devices import DEVICES
from schoolwacht_collector.adapters.ledger_sql.upsert import insert_into
from schoolwacht_collector.books.batches import BatchKey, PackedFrame
from schoolwacht_collector.domain.series import Frame, Origin, PackedNumbers

_NEWEST_OF_MEASUREMENT = (
    select(NEWEST, DEVICES.c.device_id, DEVICES.c.host, DEVICES.c.site, DEVICES.c.room)
    .join_from(MEASUREMENTS, DICTIONARIES, DICTIONARIES.c.number == MEASUREMENTS.c.dictionary)
    .join(NEWEST, (NEWEST.c.device == DICTIONARIES.c.device) & (NEWEST.c.dictionary == DICTIONARIES.c.number))
    .join(DEVICES, DEVICES.c.number == NEWEST.c.device)
    .where(MEASUREMENTS.c.measurement == bindparam("measurement"))
    .order_by(NEWEST.c.taken_at_ms, NEWEST.c.device, NEWEST.c.dictionary)
)


def _known(_: Connection, rows: Binds) -> ClauseElement:
    """Looks up many batches. Wanted keys are joined: for a tuple IN, SQLite would read the whole table."""
    wanted = listed(rows, "spool", "sequence")
    same = and_(BATCHES.c.spool == wanted.c.spool, BATCHES.c.sequence == wanted.c.sequence)
    return select(BATCHES.c.spool, BATCHES.c.sequence, BATCHES.c.digest).join_from(wanted, BATCHES, same)


def _keep_newest(connection: Connection, rows: Binds) -> ClauseElement:
    statement = insert_into(NEWEST, connection).values(rows)
    newer = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["device", "dictionary"],
        set_={"taken_at_ms": newer.taken_at_ms, "cells": newer.cells},
        where=newer.taken_at_ms > NEWEST.c.taken_at_ms,
    )


_KNOWN = PreparedRows(["spool", "sequence"], _known)
_RECORD = PreparedRows(["spool", "sequence", "digest", "received_at_ms"], lambda _, rows: insert(BATCHES).values(rows))
_KEEP_NEWEST = PreparedRows(["device", "dictionary", "taken_at_ms", "cells"], _keep_newest)
_FORGET = Prepared(
    ["old_spool", "old_sequence"],
    lambda _: delete(BATCHES).where(
        BATCHES.c.spool == bindparam("old_spool"), BATCHES.c.sequence == bindparam("old_sequence")
    ),
)


class SqlBatchBook(SqlDictionaries):
    """Implements BatchBook."""

    def digests(self, keys: Sequence[BatchKey]) -> Mapping[BatchKey, bytes]:
        """The content hashes of those batches that were recorded before."""
        spools = spool_numbers(self._connection, self._memory, keys)
        wanted: dict[tuple[int, int], BatchKey] = {}
        for key in keys:
            spool = spools.get((key.device, key.spool_id))
            if spool is not None:
                wanted[spool, key.sequence] = key
        if not wanted:
            return {}
        rows = _KNOWN.ask(self._connection, list(wanted))
        return {wanted[spool, sequence]: digest for spool, sequence, digest in rows}

    def record(self, batches: Sequence[tuple[BatchKey, bytes]], now: datetime) -> None:
        """Keeps keys and content hashes of batches."""
        spools = make_spools(self._connection, self._memory, [key for key, _ in batches])
        at_ms = to_ms(now)
        rows = [(spools[key.device, key.spool_id], key.sequence, digest, at_ms) for key, digest in batches]
        _RECORD.run(self._connection, rows)

    def newest(self, frames: Sequence[PackedFrame]) -> None:
        """Remembers these as the newest of their device and dictionary, where they are newer."""
        # One row a device and dictionary: a backlog brings many, and PostgreSQL takes none twice in one statement.
        latest: dict[tuple[int, int], PackedFrame] = {}
        for frame in frames:
            key = (frame.device, frame.dictionary.number)
            before = latest.get(key)
            if before is None or frame.taken_at_ms > before.taken_at_ms:
                latest[key] = frame
        self.require({number for _, number in latest})
        rows = [(*key, frame.taken_at_ms, frame.cells) for key, frame in latest.items()]
        _KEEP_NEWEST.run(self._connection, rows)

    def newest_frames(self, measurement: str) -> Sequence[Frame]:
        """The newest frame of every device and dictionary in which the measurement occurs, oldest first.

        Host, site and room are those of now: these numbers are for judging, not for history.
        """
        rows = self._connection.execute(_NEWEST_OF_MEASUREMENT, {"measurement": measurement}).all()
        known = dictionaries_by_number(self._connection, self._memory, {row.dictionary for row in rows})
        return [
            Frame(
                Origin(row.device_id, row.host, row.site, row.room),
                known[row.dictionary],
                row.taken_at_ms,
                PackedNumbers(row.cells),
            )
            for row in rows
        ]

    def prune(self, before: datetime, at_most: int) -> int:
        """Forgets keys received before a moment, oldest first; gives how many. Empty spools go too."""
        old = select(BATCHES.c.spool, BATCHES.c.sequence).where(BATCHES.c.received_at_ms < to_ms(before))
        keys = self._connection.execute(old.order_by(BATCHES.c.received_at_ms).limit(at_most)).all()
        _FORGET.run_many(self._connection, [tuple(key) for key in keys])
        drop_empty_spools(self._connection, self._memory, {key.spool for key in keys})
        return len(keys)
