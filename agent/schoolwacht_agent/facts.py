"""Table updates and events become batches that the spool may never drop."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from schoolwacht_agent.clean_text import clean
from schoolwacht_agent.probe import Cell, Event, Kind
from schoolwacht_agent.tables import Cells, Held, Update, everything
from schoolwacht_protos.v1.ingest_pb2 import Column, Payload, TableUpdate
from schoolwacht_protos.v1.ingest_pb2 import Event as WireEvent

MOST_EVENTS = 256
MOST_ATTRIBUTES = 16
MOST_BYTES = 2 * 1024 * 1024
_FILLING: dict[Kind, Cell] = {Kind.TEXT: "", Kind.INTEGER: 0, Kind.REAL: 0.0}


@dataclass(frozen=True, slots=True)
class PackedFacts:
    """One batch of facts, ready for the spool. `snapshot` names the table of which it holds all rows."""

    payload: bytes
    snapshot: str = ""


def pack_table(update: Update) -> tuple[PackedFacts, Held]:
    """One batch for one table, and what the collector will hold of it afterwards."""
    payload = Payload(tables=[_table(update)]).SerializeToString()
    if len(payload) > MOST_BYTES and not update.snapshot:
        # Rows that came and keys that went can together be larger than the table itself.
        update = everything(update.held)
        payload = Payload(tables=[_table(update)]).SerializeToString()
    whole = update.held.snapshot_at_ms == update.held.taken_at_ms
    return PackedFacts(payload, update.held.table if whole else ""), update.held


def pack_events(events: Sequence[Event], happened_at_ms: int) -> list[PackedFacts]:
    """As few batches as hold all events; each event gets the random id that makes a repeat harmless."""
    return [
        PackedFacts(Payload(events=[_event(event, happened_at_ms) for event in some]).SerializeToString())
        for some in (events[start : start + MOST_EVENTS] for start in range(0, len(events), MOST_EVENTS))
    ]


def pack_inventory(fingerprint: bytes, taken_at_ms: int) -> PackedFacts:
    """A batch that says what all tables are known by."""
    return PackedFacts(Payload(inventory=fingerprint, inventory_at_ms=taken_at_ms).SerializeToString())


def _event(event: Event, happened_at_ms: int) -> WireEvent:
    attributes = sorted(event.attributes.items())[:MOST_ATTRIBUTES]
    return WireEvent(
        id=os.urandom(16),
        name=event.kind.name,
        happened_at_ms=happened_at_ms,
        keys=[name for name, _ in attributes],
        values=[clean(value) for _, value in attributes],
    )


def _table(update: Update) -> TableUpdate:
    held = update.held
    kinds = dict(held.columns)
    return TableUpdate(
        table=held.table,
        taken_at_ms=held.taken_at_ms,
        snapshot=update.snapshot,
        rows=len(update.put),
        columns=_columns(held.columns, update.put),
        removed_rows=len(update.removed),
        removed=_columns(tuple((name, kinds[name]) for name in held.key), update.removed) if update.removed else (),
        digest_before=update.digest_before,
        digest_after=held.digest,
    )


def _columns(columns: Iterable[tuple[str, Kind]], rows: Sequence[Cells]) -> list[Column]:
    packed = []
    for place, (name, kind) in enumerate(columns):
        cells = [row[place] for row in rows]
        empty = [number for number, cell in enumerate(cells) if cell is None]
        filled = [_FILLING[kind] if cell is None else cell for cell in cells]
        column = Column(name=name, empty=empty)
        if kind is Kind.TEXT:
            column.texts.extend(str(cell) for cell in filled)
        elif kind is Kind.INTEGER:
            column.integers.extend(int(cell or 0) for cell in filled)
        else:
            column.reals.extend(float(cell or 0) for cell in filled)
        packed.append(column)
    return packed
