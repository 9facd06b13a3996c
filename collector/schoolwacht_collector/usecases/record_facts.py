"""Records inventory and events: current rows, and the history of every row that came, changed or went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from hashlib import sha256

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Change, DeviceEvent, FactTable
from schoolwacht_collector.domain.incoming import FINGERPRINT_BYTES, Cell, IncomingEvent, IncomingTable, Inventory

ROWS_A_TABLE = 5000
"""Rows one device may have in one table; changes that would make it larger are answered by asking for a snapshot."""

EVERY_TABLE = "*"
"""Asks the agent for a snapshot of each table it has."""

WITHOUT_HISTORY = frozenset({"licence_use", "licence_watch"})
"""Tables that are a history themselves. How they grew by the hour would tell when somebody worked, and is not kept."""

Rows = Mapping[str, Mapping[str, Cell]]


def record_table(books: Books, device_id: str, incoming: IncomingTable) -> bool:
    """Brings a table up to date. False: the changes do not fit on what we have, and a snapshot is wanted.

    What is older than what we have is left aside: it was overtaken on the way. The first snapshot of a table is not
    history: a new device does not flood the list of changes with everything it has.
    """
    have = books.facts.table(device_id, incoming.table)
    taken_at = datetime.fromtimestamp(incoming.taken_at_ms / 1000, UTC)
    if have is not None and taken_at < have.taken_at:
        return True
    if not incoming.snapshot and incoming.digest_before and (have is None or have.digest != incoming.digest_before):
        return False
    before: Rows = books.facts.rows(device_id, incoming.table) if have is not None else {}
    gone = set(before) - set(incoming.rows) if incoming.snapshot else set(incoming.removed) & set(before)
    upserts = {key: cells for key, cells in incoming.rows.items() if before.get(key) != cells}
    total = len(before) - len(gone) + len(set(upserts) - set(before))
    if total > ROWS_A_TABLE:
        return False
    state = FactTable(incoming.table, taken_at, incoming.digest_after, total)
    books.facts.put(device_id, state, upserts, sorted(gone))
    if have is not None and incoming.table not in WITHOUT_HISTORY:
        books.facts.note_changes(_changes(device_id, incoming.table, taken_at, before, upserts, sorted(gone)))
    return True


def same_inventory(books: Books, device_id: str, said: Inventory) -> bool:
    """Whether a device holds the same tables as we do; if so, they are as young as its word for it.

    A probe that fails keeps its table as it was: how old that is, `probe_states` tells.
    """
    whole = 0
    for table in books.facts.tables(device_id):
        if table.digest:
            mark = sha256(table.table.encode() + b"\0" + table.digest).digest()[:FINGERPRINT_BYTES]
            whole ^= int.from_bytes(mark, "big")
    if whole.to_bytes(FINGERPRINT_BYTES, "big") != said.fingerprint:
        return False
    books.facts.confirm(device_id, datetime.fromtimestamp(said.taken_at_ms / 1000, UTC))
    return True


def _changes(
    device_id: str, table: str, at: datetime, before: Rows, upserts: Rows, gone: Sequence[str]
) -> list[Change]:
    came_or_changed = [
        Change(device_id, table, key, "changed" if key in before else "added", at, before.get(key), cells)
        for key, cells in upserts.items()
    ]
    return came_or_changed + [Change(device_id, table, key, "removed", at, before[key], None) for key in gone]


def record_events(books: Books, device_id: str, events: Sequence[IncomingEvent]) -> None:
    """Keeps events; a repeat counts once."""
    books.facts.add_events(
        [
            DeviceEvent(
                event.event_id,
                device_id,
                event.name,
                datetime.fromtimestamp(event.happened_at_ms / 1000, UTC),
                event.attributes,
            )
            for event in events
        ]
    )
