from __future__ import annotations

from schoolwacht_protos.v1.ingest_pb2 import TableUpdate
from schoolwacht_simulator.agent import DAY_MS
from schoolwacht_simulator.inventory.table import Cells, Table
from schoolwacht_simulator.tables import Memory
from simulator.story import HOUR_MS, TUESDAY, at

NOW = at(TUESDAY, 9)
COLUMNS = (("name", "text"), ("size", "integer"), ("share", "real"))
PROGRAMS = Table("programs", COLUMNS, 1, lambda *_: iter(()))
KEPT = Table("kept", COLUMNS, 1, lambda *_: iter(()), keeps_rows=True)
ROWS: list[Cells] = [("a", 1, 0.5), ("b", 2, None), ("c", None, 1.0), ("d", 4, 1.0)]


def columns(update: TableUpdate) -> dict[str, list[object]]:
    return {c.name: [*c.texts, *c.integers, *c.reals] for c in update.columns}


def sent(memory: Memory, table: Table, rows: list[Cells], at_ms: int) -> TableUpdate:
    update = memory.update(table, rows, at_ms)
    assert update is not None
    return update


def test_the_first_look_is_sent_as_a_whole() -> None:
    update = sent(Memory(), PROGRAMS, ROWS, NOW)
    assert (update.snapshot, update.rows, update.taken_at_ms) == (True, 4, NOW)
    assert columns(update) == {"name": ["a", "b", "c", "d"], "size": [1, 2, 0, 4], "share": [0.5, 0.0, 1.0, 1.0]}
    assert [list(column.empty) for column in update.columns] == [[], [2], [1]]
    assert update.digest_after


def test_what_did_not_change_is_not_sent_and_a_fingerprint_stands_for_it() -> None:
    memory = Memory()
    memory.update(PROGRAMS, ROWS, NOW)
    mark = memory.fingerprint()
    assert memory.update(PROGRAMS, ROWS[::-1], NOW + DAY_MS) is None
    assert memory.fingerprint() == mark
    memory.update(PROGRAMS, ROWS[1:], NOW + DAY_MS)
    assert memory.fingerprint() != mark


def test_all_tables_go_again_when_the_collector_asks_for_all() -> None:
    memory = Memory()
    memory.update(PROGRAMS, ROWS, NOW)
    memory.forget("*")
    assert sent(memory, PROGRAMS, ROWS, NOW + HOUR_MS).snapshot


def test_only_rows_that_changed_or_went_are_sent_and_the_digests_follow_each_other() -> None:
    memory = Memory()
    first = sent(memory, PROGRAMS, ROWS, NOW)
    second = sent(memory, PROGRAMS, [*ROWS[:3], ("d", 5, 1.0)], NOW)
    third = sent(memory, PROGRAMS, [*ROWS[1:3], ("d", 5, 1.0)], NOW + 5)
    assert (second.snapshot, columns(second)["name"], second.removed_rows) == (False, ["d"], 0)
    assert second.taken_at_ms > first.taken_at_ms
    assert (third.rows, third.removed_rows, list(third.removed[0].texts)) == (0, 1, ["a"])
    assert first.digest_after == second.digest_before
    assert second.digest_after == third.digest_before


def test_when_most_of_it_changed_it_goes_as_a_whole() -> None:
    memory = Memory()
    memory.update(PROGRAMS, ROWS, NOW)
    assert sent(memory, PROGRAMS, [(name, 9, 9.0) for name in "abc"], NOW + 1).snapshot


def test_a_table_that_was_forgotten_goes_as_a_whole() -> None:
    memory = Memory()
    memory.update(PROGRAMS, ROWS, NOW)
    memory.forget("programs")
    memory.forget("never seen")
    assert sent(memory, PROGRAMS, ROWS, NOW + 1).snapshot


def test_a_table_that_keeps_its_rows_is_never_a_snapshot_and_takes_nothing_away() -> None:
    memory = Memory()
    first = sent(memory, KEPT, ROWS, NOW)
    second = sent(memory, KEPT, [("a", 2, 0.5)], NOW + 1)
    assert (first.snapshot, first.digest_after) == (False, b"")
    assert (second.snapshot, second.rows, second.removed_rows, second.digest_after) == (False, 1, 0, b"")
