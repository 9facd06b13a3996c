from __future__ import annotations

from schoolwacht_agent.facts import MOST_BYTES, MOST_EVENTS, pack_events, pack_table
from schoolwacht_agent.notices import CLOCK_JUMPED
from schoolwacht_agent.probe import Column, Kind, Table
from schoolwacht_agent.reading_back import rows
from schoolwacht_agent.tables import look_at, update
from schoolwacht_protos.v1.ingest_pb2 import Payload

WIDE = Table(
    "wide",
    "All kinds of cells.",
    {
        "name": Column(Kind.TEXT, "Text."),
        "size": Column(Kind.INTEGER, "A number."),
        "share": Column(Kind.REAL, "A share."),
    },
    key=("name",),
)


def test_rows_come_back_as_they_were_found_empty_cells_too() -> None:
    found = [WIDE(name="a", size=-5, share=0.25), WIDE(name="b"), WIDE(name="c", size=0)]
    change = update(look_at(WIDE, found, 1), None)
    assert change is not None
    packed, held = pack_table(change)
    (table,) = Payload.FromString(packed.payload).tables
    assert rows(table) == [
        {"name": "a", "share": 0.25, "size": -5},
        {"name": "b", "share": None, "size": None},
        {"name": "c", "share": None, "size": 0},
    ]
    assert (table.snapshot, packed.snapshot, table.digest_after) == (True, "wide", held.digest)


def test_the_largest_table_fits_in_a_batch() -> None:
    change = update(look_at(WIDE, [WIDE(name=f"{n:05}" + "€" * 507) for n in range(1800)], 1), None)
    assert change is not None
    assert len(pack_table(change)[0].payload) <= MOST_BYTES


def test_changes_larger_than_the_table_become_a_snapshot() -> None:
    many = [WIDE(name=f"{n:05}" + "€" * 507) for n in range(1800)]
    before = look_at(WIDE, many, 1)
    change = update(look_at(WIDE, many[: len(before.rows) * 2 // 3], 2), before)
    assert change is not None
    assert len(pack_table(change)[0].payload) <= MOST_BYTES


def test_events_have_ids_of_their_own_and_come_in_batches() -> None:
    packed = pack_events([CLOCK_JUMPED(seconds=str(n)) for n in range(MOST_EVENTS + 1)], 5)
    events = [event for batch in packed for event in Payload.FromString(batch.payload).events]
    assert len(packed) == 2
    assert len({event.id for event in events}) == MOST_EVENTS + 1
    assert list(events[0].keys) == ["seconds"]
    assert list(events[0].values) == ["0"]
    assert events[0].happened_at_ms == 5
