"""The past: changes of the inventory, and events."""

from __future__ import annotations

import pytest

from collector.adapters.ledger_sql.things import NOW, enrol, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.facts import Change, DeviceEvent


def test_changes_come_newest_first_and_whole(books: SqlBooks) -> None:
    enrol(books, "pc-1", "pc-2")
    added = Change("id-pc-1", "software", "a", "added", NOW, None, {"version": "1", "size": None})
    changed = Change("id-pc-1", "software", "a", "changed", later(1), {"version": "1"}, {"version": "2"})
    removed = Change("id-pc-1", "software", "a", "removed", later(1), {"version": "2"}, None)
    elsewhere = Change("id-pc-2", "software", "a", "added", NOW, None, {})
    books.facts.note_changes([added, changed, removed, elsewhere])
    assert books.facts.changes("id-pc-1", 9) == [removed, changed, added]
    assert books.facts.changes("id-pc-1", 1) == [removed]
    assert books.facts.changes("id-pc-9", 9) == []


def test_an_event_is_kept_once_and_as_it_first_was(books: SqlBooks) -> None:
    enrol(books, "pc-1")
    first = DeviceEvent(b"\x00\x01", "id-pc-1", "backup_report", NOW, {"job": "naar NAS", "ok": "true"})
    again = DeviceEvent(b"\x00\x01", "id-pc-1", "backup_report", later(1), {})
    other = DeviceEvent(b"\x00\x02", "id-pc-1", "booted", later(2), {})
    books.facts.add_events([first])
    books.facts.add_events([again, other])
    assert books.facts.events("id-pc-1", 9) == [other, first]
    assert books.facts.events("id-pc-1", 1) == [other]


def test_the_past_of_a_device_that_is_not_there_is_refused_in_a_sentence(books: SqlBooks) -> None:
    with pytest.raises(LookupError, match="There is no device id-pc-9"):
        books.facts.add_events([DeviceEvent(b"e", "id-pc-9", "booted", NOW, {})])
    with pytest.raises(LookupError, match="There is no device id-pc-9"):
        books.facts.note_changes([Change("id-pc-9", "os", "", "added", NOW, None, {})])


def test_nothing_to_note_is_nothing_noted(books: SqlBooks) -> None:
    books.facts.note_changes([])
    books.facts.add_events([])
    assert (books.facts.changes("id-pc-1", 9), books.facts.events("id-pc-1", 9)) == ([], [])
