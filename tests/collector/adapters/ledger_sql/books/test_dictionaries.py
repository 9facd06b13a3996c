"""Forgetting dictionaries: what was used longest ago goes, what the inbox needs stays, and nothing refers to a gap."""

from __future__ import annotations

import pytest

from collector.adapters.ledger_sql.things import NOW, enrol, frame, later
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.adapters.ledger_sql.moments import to_ms
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.domain.series import Dictionary, Shape
from schoolwacht_collector.ports import Busy


def volume(key: int) -> Dictionary:
    return Dictionary(key, (Shape("disk", (("path", f"/{key}"),), ("used",), (0,)),))


def several(books: Books, device: int, amount: int) -> list[KnownDictionary]:
    return [books.batches.add_dictionary(device, volume(key), later(key)) for key in range(amount)]


def test_what_was_used_longest_ago_goes_with_its_newest_numbers(books: SqlBooks) -> None:
    mine, other = enrol(books, "pc-1", "pc-2")
    several(books, other, 2)
    first, second, third, _ = several(books, mine, 4)
    books.batches.newest([frame(mine, first, to_ms(later(60)), 1), frame(mine, second, to_ms(later(30)), 2)])
    assert books.batches.forget_dictionaries(mine, 2) == [2, 3]
    assert [one.dictionary.key for one in books.batches.dictionaries(mine)] == [0, 1]
    assert books.batches.forget_dictionaries(mine, 1) == [1]
    assert [one.dictionary.shapes[0].tags for one in books.batches.newest_frames("disk")] == [(("path", "/0"),)]
    assert [one.dictionary.key for one in books.batches.dictionaries(other)] == [0, 1]
    again = books.batches.add_dictionary(mine, volume(2), later(90))
    assert again.number > third.number


def test_what_the_inbox_needs_stays(books: SqlBooks) -> None:
    (mine,) = enrol(books, "pc-1")
    first, _ = several(books, mine, 2)
    books.inbox.put_frames([frame(mine, first, to_ms(NOW), 1)])
    assert books.batches.forget_dictionaries(mine, 2) == [1]
    (waiting,) = books.inbox.oldest(10)
    assert books.batches.forget_dictionaries(mine, 2) == []
    books.inbox.remove([waiting.number])
    assert books.batches.forget_dictionaries(mine, 2) == [0]


def test_nothing_goes_while_very_much_waits_in_the_inbox(books: SqlBooks) -> None:
    (mine,) = enrol(books, "pc-1")
    first, _ = several(books, mine, 2)
    books.inbox.put_frames([frame(mine, first, to_ms(NOW), 1)] * 10_001)
    assert books.batches.forget_dictionaries(mine, 2) == ()


def test_a_batch_that_was_read_before_its_dictionary_went_has_to_come_again(ledger: SqlLedger) -> None:
    (mine,) = ledger.write(lambda books: enrol(books, "pc-1"))
    (gone,) = ledger.write(lambda books: several(books, mine, 1))
    late = frame(mine, gone, to_ms(later(1)), 1)

    def store(books: Books) -> None:
        books.inbox.put_frames([late])
        books.batches.newest([late])

    ledger.write(store)
    ledger.write(lambda books: books.inbox.remove([item.number for item in books.inbox.oldest(10)]))
    assert ledger.write(lambda books: books.batches.forget_dictionaries(mine, 1)) == [0]
    with pytest.raises(Busy, match="send it again"):
        ledger.write(store)
    assert ledger.read(lambda books: books.inbox.depth()) == 0


def test_a_dictionary_that_was_kept_in_a_work_that_failed_is_not_taken_for_there(ledger: SqlLedger) -> None:
    (mine,) = ledger.write(lambda books: enrol(books, "pc-1"))

    def fail(books: Books) -> None:
        (made,) = several(books, mine, 1)
        books.batches.newest([frame(mine, made, to_ms(NOW), 1)])
        raise ValueError(made.number)

    with pytest.raises(ValueError, match="1") as failed:
        ledger.write(fail)
    never = KnownDictionary(failed.value.args[0], volume(0))
    with pytest.raises(Busy):
        ledger.write(lambda books: books.batches.newest([frame(mine, never, to_ms(NOW), 1)]))
