"""Tables: current rows, and the history of what came, changed and went."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest

from collector.school import NOW, School, device, ms
from schoolwacht_collector.domain.incoming import Cell, IncomingEvent, IncomingTable, Inventory
from schoolwacht_collector.usecases.record_facts import ROWS_A_TABLE, record_events, record_table, same_inventory

Rows = dict[str, dict[str, Cell]]
VIM: dict[str, Cell] = {"name": "vim", "version": "9"}
BASH: dict[str, Cell] = {"name": "bash", "version": "5"}


@pytest.fixture(autouse=True)
def _machine(school: School) -> None:
    school.add(device("lok07"))


def table(
    rows: Rows,
    *,
    minutes: int = 0,
    snapshot: bool = True,
    removed: tuple[str, ...] = (),
    before: bytes = b"",
    after: bytes = b"",
) -> IncomingTable:
    at = ms(NOW + timedelta(minutes=minutes))
    return IncomingTable("software", at, snapshot, rows, removed, before, after)


def put(school: School, incoming: IncomingTable) -> bool:
    return school.ledger.write(lambda books: record_table(books, "lok07", incoming))


def rows(school: School) -> set[str]:
    return set(school.ledger.read(lambda books: books.facts.rows("lok07", "software")))


def history(school: School) -> list[tuple[str, str]]:
    return [(c.kind, c.key) for c in school.ledger.read(lambda books: books.facts.changes("lok07", 50))]


def test_the_first_snapshot_is_no_news(school: School) -> None:
    assert put(school, table({"vim": dict(VIM), "bash": dict(BASH)}))
    assert rows(school) == {"vim", "bash"}
    assert history(school) == []


def test_a_later_snapshot_tells_what_came_changed_and_went(school: School) -> None:
    put(school, table({"vim": dict(VIM), "bash": dict(BASH)}))
    put(school, table({"vim": VIM | {"version": "10"}, "zsh": {"name": "zsh", "version": "1"}}, minutes=1))
    assert rows(school) == {"vim", "zsh"}
    assert sorted(history(school)) == [("added", "zsh"), ("changed", "vim"), ("removed", "bash")]


def test_the_same_snapshot_again_is_no_news(school: School) -> None:
    for minutes in range(3):
        put(school, table({"vim": dict(VIM)}, minutes=minutes))
    assert history(school) == []


def test_changes_that_fit_are_applied(school: School) -> None:
    put(school, table({"vim": dict(VIM), "bash": dict(BASH)}, after=b"one"))
    fits = table({"zsh": {"name": "zsh"}}, minutes=1, snapshot=False, removed=("vim",), before=b"one", after=b"two")
    assert put(school, fits)
    assert rows(school) == {"bash", "zsh"}


def test_changes_that_do_not_fit_are_refused_and_nothing_changes(school: School) -> None:
    put(school, table({"vim": dict(VIM)}, after=b"one"))
    assert not put(school, table({}, minutes=1, snapshot=False, removed=("vim",), before=b"other", after=b"two"))
    assert rows(school) == {"vim"}


def test_changes_to_a_table_that_keeps_its_rows_need_no_digest(school: School) -> None:
    assert put(school, table({"vim": dict(VIM)}, snapshot=False))
    assert put(school, table({"bash": dict(BASH)}, minutes=1, snapshot=False))
    assert rows(school) == {"vim", "bash"}


def test_what_was_overtaken_on_the_way_changes_nothing(school: School) -> None:
    put(school, table({"vim": dict(VIM)}, minutes=5))
    assert put(school, table({"bash": dict(BASH)}, minutes=1))
    assert rows(school) == {"vim"}


def test_a_table_cannot_grow_past_its_limit_by_changes(school: School) -> None:
    put(school, table({str(n): {"name": str(n)} for n in range(ROWS_A_TABLE)}, after=b"one"))
    more = table({"one more": {"name": "one more"}}, minutes=1, snapshot=False, before=b"one", after=b"two")
    assert not put(school, more)


def test_events_of_a_device_are_kept_once(school: School) -> None:
    event = IncomingEvent(b"e" * 16, "spool_dropped", ms(NOW), {"samples": "12"})
    for _ in range(2):
        school.ledger.write(lambda books: record_events(books, "lok07", [event]))
    assert len(school.ledger.read(lambda books: books.facts.events("lok07", 10))) == 1


def said(school: School, fingerprint: bytes, *, minutes: int) -> bool:
    at = ms(NOW + timedelta(minutes=minutes))
    return school.ledger.write(lambda books: same_inventory(books, "lok07", Inventory(fingerprint, at)))


def test_an_equal_fingerprint_makes_every_table_as_young_as_that(school: School) -> None:
    put(school, table({"vim": dict(VIM)}, after=b"d" * 32))
    mark = hashlib.sha256(b"software\0" + b"d" * 32).digest()[:16]
    assert said(school, mark, minutes=60)
    (have,) = school.ledger.read(lambda books: books.facts.tables("lok07"))
    assert have.taken_at == NOW + timedelta(minutes=60)
    # A repeat that comes late makes nothing older.
    assert said(school, mark, minutes=30)
    (have,) = school.ledger.read(lambda books: books.facts.tables("lok07"))
    assert have.taken_at == NOW + timedelta(minutes=60)


def test_another_fingerprint_is_told_and_changes_nothing(school: School) -> None:
    put(school, table({"vim": dict(VIM)}, after=b"d" * 32))
    assert not said(school, bytes(16), minutes=60)
    (have,) = school.ledger.read(lambda books: books.facts.tables("lok07"))
    assert have.taken_at == NOW


def test_how_licence_use_grew_by_the_hour_is_not_kept(school: School) -> None:
    for hour in range(3):
        rows: Rows = {"x": {"day": "2026-11-23", "title": "autocad", "minutes": 60 * hour}}
        at = ms(NOW + timedelta(hours=hour))
        assert put(school, IncomingTable("licence_use", at, True, rows, (), b"", b""))
    assert school.ledger.read(lambda books: books.facts.changes("lok07", 100)) == []
    assert school.ledger.read(lambda books: books.facts.rows("lok07", "licence_use"))["x"]["minutes"] == 120
