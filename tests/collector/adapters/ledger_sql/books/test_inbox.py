"""The inbox in front of the series store, and the quarantine."""

from __future__ import annotations

import pytest

from collector.adapters.ledger_sql.things import CPU, NOW, enrol, frame, later
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks, inbox
from schoolwacht_collector.books.batches import Quarantined
from schoolwacht_collector.domain.series import Frame, Mark, Origin

MARK = Mark("alert", {"rule": "disk_full", "device_id": "id-pc-1"}, {"state": "open", "value": 91.0, "limit": 90}, 77)


def test_frames_and_marks_come_back_in_order_and_whole(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = books.batches.add_dictionary(number, CPU, NOW)
    books.inbox.put_frames([frame(number, known, 5, 1, -(2**63))])
    books.inbox.put_marks([MARK])
    books.inbox.put_frames([frame(number, known, 3, 2**63 - 1, 0)])
    origin = Origin("id-pc-1", "pc-then", "Kerkstraat", "lok-then")
    assert [one.entry for one in books.inbox.oldest(9)] == [
        Frame(origin, CPU, 5, (1, -(2**63))),
        MARK,
        Frame(origin, CPU, 3, (2**63 - 1, 0)),
    ]
    assert [one.entry for one in books.inbox.oldest(1)] == [Frame(origin, CPU, 5, (1, -(2**63)))]


def test_a_whole_number_in_a_mark_stays_whole_and_a_fraction_a_fraction(books: SqlBooks) -> None:
    books.inbox.put_marks([MARK])
    (item,) = books.inbox.oldest(1)
    assert isinstance(item.entry, Mark)
    assert {name: type(value) for name, value in item.entry.fields.items()} == {
        "state": str,
        "value": float,
        "limit": int,
    }


def test_a_frame_keeps_the_name_and_place_of_its_recording(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = books.batches.add_dictionary(number, CPU, NOW)
    books.inbox.put_frames([frame(number, known, 5, 1, 2)])
    books.devices.change("id-pc-1", {"host": "pc-now", "room": "lok-now"})
    (item,) = books.inbox.oldest(1)
    assert isinstance(item.entry, Frame)
    assert (item.entry.origin.host, item.entry.origin.room) == ("pc-then", "lok-then")


def test_removed_items_are_gone_and_the_others_stay(books: SqlBooks) -> None:
    books.inbox.put_marks([MARK] * 4)
    first, second, third, fourth = (one.number for one in books.inbox.oldest(9))
    books.inbox.remove([second, third])
    assert [one.number for one in books.inbox.oldest(9)] == [first, fourth]
    assert books.inbox.depth() == 2
    books.inbox.remove([])


def test_a_number_is_never_given_twice_so_that_a_late_removal_hits_nothing_else(books: SqlBooks) -> None:
    books.inbox.put_marks([MARK] * 3)
    old = [one.number for one in books.inbox.oldest(9)]
    books.inbox.remove(old)
    books.inbox.put_marks([MARK])
    books.inbox.remove(old)
    assert books.inbox.depth() == 1


def test_a_big_inbox_is_measured_by_the_span_of_its_numbers(books: SqlBooks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inbox, "_COUNTED", 3)
    books.inbox.put_marks([MARK] * 2)
    assert books.inbox.depth() == 2
    books.inbox.put_marks([MARK] * 5)
    assert books.inbox.depth() == 7


def test_readers_decode_each_dictionary_once(ledger: SqlLedger) -> None:
    (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
    known = ledger.write(lambda books: books.batches.add_dictionary(number, CPU, NOW))
    ledger.write(lambda books: books.inbox.put_frames([frame(number, known, at_ms, 1, 2) for at_ms in range(2)]))
    items = [*ledger.read(lambda books: books.inbox.oldest(9)), *ledger.read(lambda books: books.inbox.oldest(9))]
    dictionaries = [one.entry.dictionary for one in items if isinstance(one.entry, Frame)]
    assert len(dictionaries) == 4
    assert all(one is dictionaries[0] for one in dictionaries)


def test_what_is_set_aside_comes_back_newest_first_and_cut_to_64_kib(books: SqlBooks) -> None:
    books.inbox.quarantine([Quarantined("id-pc-1", "too late", NOW, b"x" * 100_000)])
    books.inbox.quarantine([Quarantined("id-pc-2", "no such field", later(1), b"y")])
    newest, oldest = books.inbox.quarantined(9)
    assert newest == Quarantined("id-pc-2", "no such field", later(1), b"y")
    assert (oldest.device_id, len(oldest.body)) == ("id-pc-1", 65_536)
    assert books.inbox.quarantined(1) == [newest]


def test_the_quarantine_keeps_the_newest_ten_thousand(books: SqlBooks) -> None:
    books.inbox.quarantine([Quarantined("id-pc-1", str(number), NOW, b"") for number in range(9_999)])
    books.inbox.quarantine([Quarantined("id-pc-1", str(number), NOW, b"") for number in range(9_999, 10_005)])
    kept = books.inbox.quarantined(20_000)
    assert (len(kept), kept[0].reason, kept[-1].reason) == (10_000, "10004", "5")
