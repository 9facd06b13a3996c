"""Batches: what was received before, dictionaries, and the newest numbers."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from collector.adapters.ledger_sql.things import CPU, DISK, NOW, enrol, frame, key, later
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import KnownDictionary
from schoolwacht_collector.domain.series import Dictionary, Shape


def test_only_batches_recorded_before_have_a_digest(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    books.batches.record([(key(one, 1), b"a"), (key(one, 2), b"b"), (key(two, 1), b"c")], NOW)
    asked = [key(one, 1), key(one, 3), key(two, 1), key(one, 1, b"other spool")]
    assert books.batches.digests(asked) == {key(one, 1): b"a", key(two, 1): b"c"}
    assert books.batches.digests([]) == {}


@pytest.mark.parametrize("amount", [1, 2, 3, 16, 17, 250, 511, 512, 513, 1_200])
def test_any_number_of_batches_is_looked_up_at_once(books: SqlBooks, amount: int) -> None:
    (number,) = enrol(books, "pc-1")
    batches = [(key(number, sequence), sequence.to_bytes(4)) for sequence in range(amount)]
    books.batches.record(batches, NOW)
    assert books.batches.digests([one for one, _ in batches]) == dict(batches)


def test_looking_batches_up_reads_only_those(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    books.batches.record([(key(number, 1), b"a")], NOW)
    connection = books.batches._connection
    wanted = "WITH wanted(spool, sequence) AS (VALUES (1, 1), (1, 2)) SELECT * FROM wanted JOIN batches"
    plan = connection.exec_driver_sql(
        f"EXPLAIN QUERY PLAN {wanted} ON batches.spool = wanted.spool AND batches.sequence = wanted.sequence"
    )
    assert any("SEARCH batches USING PRIMARY KEY" in row[-1] for row in plan)


def test_two_devices_with_a_spool_of_the_same_name_are_not_confused(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    books.batches.record([(key(one, 1), b"a")], NOW)
    assert books.batches.digests([key(two, 1)]) == {}
    books.batches.record([(key(two, 1), b"b")], NOW)
    assert books.batches.digests([key(one, 1), key(two, 1)]) == {key(one, 1): b"a", key(two, 1): b"b"}


def test_the_same_batch_cannot_be_recorded_twice(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    books.batches.record([(key(number, 1), b"a")], NOW)
    with pytest.raises(IntegrityError):
        books.batches.record([(key(number, 1), b"a")], NOW)


def test_a_spool_that_was_rolled_back_is_not_remembered(ledger: SqlLedger) -> None:
    (number,) = ledger.write(lambda books: enrol(books, "pc-1"))

    def record_and_fail(books: Books) -> None:
        books.batches.record([(key(number, 1, b"first"), b"a")], NOW)
        raise RuntimeError("after recording")

    with pytest.raises(RuntimeError, match="after recording"):
        ledger.write(record_and_fail)
    ledger.write(lambda books: books.batches.record([(key(number, 1, b"second"), b"b")], NOW))
    ledger.write(lambda books: books.batches.record([(key(number, 1, b"first"), b"c")], NOW))
    asked = [key(number, 1, b"first"), key(number, 1, b"second")]
    expected = {asked[0]: b"c", asked[1]: b"b"}
    assert ledger.read(lambda books: dict(books.batches.digests(asked))) == expected


def test_pruning_forgets_the_oldest_keys_and_the_spools_that_are_empty_then(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    books.batches.record([(key(number, 1, b"old"), b"a"), (key(number, 2, b"old"), b"b")], NOW)
    books.batches.record([(key(number, 1, b"new"), b"c")], later(10))
    assert books.batches.prune(later(5), 1) == 1
    assert books.batches.prune(later(5), 9) == 1
    assert books.batches.prune(later(5), 9) == 0
    connection = books.batches._connection
    assert connection.exec_driver_sql("SELECT spool_id FROM spools").fetchall() == [(b"new",)]
    books.batches.record([(key(number, 3, b"old"), b"d")], later(11))
    assert books.batches.digests([key(number, 3, b"old"), key(number, 1, b"new")]).keys() == {
        key(number, 3, b"old"),
        key(number, 1, b"new"),
    }


def test_a_dictionary_keeps_its_number_and_its_unsigned_key(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    known = books.batches.add_dictionary(one, CPU, NOW)
    assert books.batches.add_dictionary(one, CPU, later(1)) == known
    assert books.batches.dictionary(one, CPU.key) == known == KnownDictionary(known.number, CPU)
    assert books.batches.dictionary(two, CPU.key) is None
    assert books.batches.add_dictionary(two, CPU, NOW).number != known.number


def test_dictionaries_of_a_device_come_oldest_first(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = [books.batches.add_dictionary(number, one, NOW) for one in (DISK, CPU)]
    assert books.batches.dictionaries(number) == known
    assert [one.dictionary for one in known] == [DISK, CPU]


@pytest.mark.parametrize("unsigned", [0, 1, 2**63 - 1, 2**63, 2**64 - 1])
def test_every_key_of_64_bits_is_kept(books: SqlBooks, unsigned: int) -> None:
    (number,) = enrol(books, "pc-1")
    books.batches.add_dictionary(number, Dictionary(unsigned, ()), NOW)
    known = books.batches.dictionary(number, unsigned)
    assert known is not None
    assert known.dictionary == Dictionary(unsigned, ())


def test_names_with_quotes_and_other_alphabets_come_back(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    strange = Dictionary(3, (Shape("disk", (("path", "/mnt/'\"\\ é 文"),), ("used",), (0,)),))
    books.batches.add_dictionary(number, strange, NOW)
    assert [one.dictionary for one in books.batches.dictionaries(number)] == [strange]


def test_only_newer_frames_replace_the_newest(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = books.batches.add_dictionary(number, CPU, NOW)
    for at_ms, value in [(2_000, 22), (1_000, 11), (2_000, 33), (3_000, 44), (2_500, 55)]:
        books.batches.newest([frame(number, known, at_ms, value, -1)])
    assert [(one.taken_at_ms, one.numbers) for one in books.batches.newest_frames("cpu")] == [(3_000, (44, -1))]


def test_the_newest_of_one_group_wins_whatever_its_order(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = books.batches.add_dictionary(number, CPU, NOW)
    books.batches.newest([frame(number, known, at_ms, at_ms, 0) for at_ms in (5, 9, 7)])
    assert [one.taken_at_ms for one in books.batches.newest_frames("cpu")] == [9]


def test_newest_frames_are_those_in_which_the_measurement_occurs_oldest_first(books: SqlBooks) -> None:
    one, two = enrol(books, "pc-1", "pc-2")
    cpu, disk = (books.batches.add_dictionary(one, dictionary, NOW) for dictionary in (CPU, DISK))
    other = books.batches.add_dictionary(two, DISK, NOW)
    books.batches.newest([frame(one, cpu, 1, 1, 2), frame(one, disk, 9, 3, 4), frame(two, other, 5, 5, 6)])
    newest = books.batches.newest_frames("mem")
    assert [(each.origin.device_id, each.dictionary, each.numbers) for each in newest] == [
        ("id-pc-2", DISK, (5, 6)),
        ("id-pc-1", DISK, (3, 4)),
    ]
    assert books.batches.newest_frames("swap") == []


def test_newest_frames_carry_the_name_and_place_of_now(books: SqlBooks) -> None:
    (number,) = enrol(books, "pc-1")
    known = books.batches.add_dictionary(number, CPU, NOW)
    books.batches.newest([frame(number, known, 1, 1, 2)])
    books.devices.change("id-pc-1", {"host": "pc-new", "room": "lok-new"})
    (origin,) = [one.origin for one in books.batches.newest_frames("cpu")]
    assert (origin.host, origin.room) == ("pc-new", "lok-new")
