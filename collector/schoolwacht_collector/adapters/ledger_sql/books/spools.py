"""Spools: the small numbers that stand for a device and the long random name of one start of its agent."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Connection, bindparam, delete, exists, insert, select

from schoolwacht_collector.adapters.ledger_sql.chunks import chunks
from schoolwacht_collector.adapters.ledger_sql.memory import Memory
from schoolwacht_collector.adapters.ledger_sql.schema.batches import BATCHES, SPOOLS
from schoolwacht_collector.books.batches import BatchKey

SpoolName = tuple[int, bytes]

_NAMED = select(SPOOLS).where(SPOOLS.c.spool_id.in_(bindparam("names", expanding=True)))


def spool_numbers(connection: Connection, memory: Memory, keys: Sequence[BatchKey]) -> Mapping[SpoolName, int]:
    """The numbers of those spools that are known."""
    known = memory.spools
    strangers = {(key.device, key.spool_id) for key in keys if (key.device, key.spool_id) not in known}
    if strangers:
        known.update(_asked(connection, strangers))
    return known


def make_spools(connection: Connection, memory: Memory, keys: Sequence[BatchKey]) -> Mapping[SpoolName, int]:
    """The numbers of all these spools; new ones are made."""
    known = spool_numbers(connection, memory, keys)
    new = {(key.device, key.spool_id) for key in keys if (key.device, key.spool_id) not in known}
    if new:
        connection.execute(insert(SPOOLS), [{"device": device, "spool_id": name} for device, name in sorted(new)])
        memory.spools.update(_asked(connection, new))
    return known


def drop_empty_spools(connection: Connection, memory: Memory, numbers: Collection[int]) -> None:
    """Forgets those of these spools of which no batch is left."""
    left = exists().where(BATCHES.c.spool == SPOOLS.c.number)
    for some in chunks(numbers):
        connection.execute(delete(SPOOLS).where(SPOOLS.c.number.in_(some), ~left))
    memory.spools.clear()


def _asked(connection: Connection, names: Collection[SpoolName]) -> dict[SpoolName, int]:
    """Numbers by name. Two devices may have a spool of one name when a disk was cloned, so both parts count."""
    found: dict[SpoolName, int] = {}
    for some in chunks({name for _, name in names}):
        rows = connection.execute(_NAMED, {"names": some})
        found.update({(row.device, row.spool_id): row.number for row in rows})
    return {name: found[name] for name in names if name in found}
