from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.books.facts import Cells, Change
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.usecases import tell_changes
from schoolwacht_collector.usecases.tell_changes import differences, history

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def change(key: str, before: Cells | None, after: Cells | None, hours: int = 1, table: str = "disks") -> Change:
    kind = "added" if before is None else "removed" if after is None else "changed"
    return Change("d", table, key, kind, NOW - timedelta(hours=hours), before, after)


def test_a_row_that_came_and_went_again_is_no_difference() -> None:
    assert differences([change("a", {"n": 1}, None, 1), change("a", None, {"n": 1}, 2)]) == []


def test_many_changes_of_a_row_are_one_from_the_first_state_to_the_last() -> None:
    (one,) = differences([change("a", {"n": 2}, {"n": 3}, 1), change("a", {"n": 1}, {"n": 2}, 2)])
    assert (one.kind, one.before, one.after, one.at) == ("changed", {"n": 1}, {"n": 3}, NOW - timedelta(hours=1))
    assert [(cell.column, cell.before, cell.after) for cell in one.cells] == [("n", 1, 3)]


def test_counters_and_moments_are_folded_and_left_out_beside_real_changes() -> None:
    quiet = change("os", {"kernel": "6.1", "boot_time_ms": 1}, {"kernel": "6.1", "boot_time_ms": 2}, table="os")
    real = change("os2", {"kernel": "6.1", "boot_time_ms": 1}, {"kernel": "6.2", "boot_time_ms": 2}, table="os")
    folded, told = differences([quiet, real])
    assert (folded.quiet, told.quiet) == (True, False)
    assert [cell.column for cell in told.cells] == ["kernel"]


def test_a_program_that_was_renewed_changed_its_version() -> None:
    old, new = {"source": "dpkg", "name": "vlc", "version": "3"}, {"source": "dpkg", "name": "vlc", "version": "4"}
    (one,) = differences([change("vlc 4", None, new, table="software"), change("vlc 3", old, None, table="software")])
    assert (one.kind, one.cells[0].before, one.cells[0].after) == ("changed", "3", "4")


def test_versions_beside_each_other_are_not_mixed_up() -> None:
    rows = [
        change(f"linux {n}", None, {"source": "dpkg", "name": "linux", "version": f"{n}"}, table="software")
        for n in (1, 2)
    ]
    gone = change("linux 0", {"source": "dpkg", "name": "linux", "version": "0"}, None, table="software")
    assert [one.kind for one in differences([*rows, gone])] == ["removed", "added", "added"]


def test_history_is_read_whole_however_long_it_is(tmp_path: Path) -> None:
    device = Device("d", "pc", "", "", DeviceClass.SHARED, DeviceState.ACTIVE, NOW)
    count = tell_changes.AT_ONCE + 3
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        ledger.write(lambda books: books.devices.add(device))
        many = [change(f"{n}", None, {"n": n}, hours=n % 3) for n in range(count)]
        ledger.write(lambda books: books.facts.note_changes(many))
        keys = [one.key for one in ledger.read(lambda books: list(history(books, "d", NOW - timedelta(days=1))))]
        late = ledger.read(lambda books: list(history(books, "d", NOW - timedelta(minutes=1))))
    assert sorted(map(int, keys)) == list(range(count))
    assert {one.at for one in late} == {NOW}
