"""The writer: one that fails takes nobody along, and no result is handed out before its commit."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from collector.adapters.ledger_sql.things import NOW, enrol, receiving, setting
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.connections import open_file
from schoolwacht_collector.books import Books
from schoolwacht_collector.ports import Busy


class Gate:
    """Work that holds the writer, so that what is submitted meanwhile becomes one group."""

    def __init__(self, ledger: SqlLedger) -> None:
        self._open, entered = threading.Event(), threading.Event()

        def wait(_: Books) -> None:
            entered.set()
            assert self._open.wait(10)

        self.future = ledger.submit(wait)
        assert entered.wait(10)

    def open(self) -> None:
        self._open.set()


def test_a_work_that_fails_does_not_take_its_neighbours_along(ledger: SqlLedger) -> None:
    gate = Gate(ledger)
    before = ledger.submit(setting("before"))
    failing = ledger.submit(_put_and_fail)
    after = ledger.submit(setting("after"))
    gate.open()
    assert (before.result(10), after.result(10)) == (None, None)
    with pytest.raises(RuntimeError, match="on purpose"):
        failing.result(10)
    kept = ledger.read(lambda books: [books.settings.get(name) for name in ("before", "failing", "after")])
    assert kept == ["1", "", "1"]


def test_a_broken_promise_of_the_tables_fails_only_its_own_work(ledger: SqlLedger) -> None:
    (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
    gate = Gate(ledger)
    works = [ledger.submit(receiving(number, n)) for n in (1, 1, 2)]
    gate.open()
    assert [type(one.exception(10)).__name__ for one in works] == ["NoneType", "IntegrityError", "NoneType"]
    assert ledger.read(lambda books: books.inbox.depth()) == 2


def test_a_whole_group_is_one_commit(ledger: SqlLedger, path: Path) -> None:
    gate = Gate(ledger)
    works = [ledger.submit(setting(str(n), "")) for n in range(100)]
    before = path.with_name("ledger.db-wal").stat().st_size
    gate.open()
    for one in works:
        one.result(10)
    pages = (path.with_name("ledger.db-wal").stat().st_size - before) / 4_096
    assert pages < 20  # 100 commits would have written at least 100 pages


def test_results_come_back_to_those_who_asked(ledger: SqlLedger) -> None:
    works = [ledger.submit(squaring(n)) for n in range(1_000)]
    assert [one.result(10) for one in works] == [n * n for n in range(1_000)]


def test_cancelled_work_is_not_done(ledger: SqlLedger) -> None:
    gate = Gate(ledger)
    cancelled = ledger.submit(setting("cancelled"))
    assert cancelled.cancel()
    other = ledger.submit(setting("other"))
    gate.open()
    other.result(10)
    assert ledger.read(lambda books: (books.settings.get("cancelled"), books.settings.get("other"))) == ("", "1")


def test_when_the_commit_fails_all_of_the_group_hear_busy_and_the_writer_lives_on(ledger: SqlLedger) -> None:
    def promise_what_is_not_there(books: Books) -> None:
        connection = books.settings._connection  # type: ignore[attr-defined]
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")  # checked at the commit, not before
        books.people.add_link("secret", "nobody", NOW)

    gate = Gate(ledger)
    innocent = ledger.submit(lambda books: books.settings.put("innocent", "1"))
    failing = ledger.submit(promise_what_is_not_there)
    gate.open()
    for one in (innocent, failing):
        with pytest.raises(Busy, match="ledger could not be written"):
            one.result(10)
    assert ledger.read(lambda books: books.settings.get("innocent")) == ""
    ledger.write(lambda books: books.settings.put("innocent", "2"))
    assert ledger.read(lambda books: books.settings.get("innocent")) == "2"


def test_a_ledger_that_another_program_holds_is_busy_and_then_free(ledger: SqlLedger, path: Path) -> None:
    ledger.write(lambda books: books.settings._connection.exec_driver_sql("PRAGMA busy_timeout=50"))  # type: ignore[attr-defined]
    other = open_file(path, "rw")
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="Another program holds the ledger"):
        ledger.write(lambda books: books.settings.put("a", "1"))
    other.execute("ROLLBACK")
    other.close()
    ledger.write(lambda books: books.settings.put("a", "2"))
    assert ledger.read(lambda books: books.settings.get("a")) == "2"


def test_a_full_file_is_busy_with_a_sentence_and_recovers(ledger: SqlLedger) -> None:
    def allow(pages: int) -> None:
        ledger.write(lambda b: b.settings._connection.exec_driver_sql(f"PRAGMA max_page_count={pages}"))  # type: ignore[attr-defined]

    ledger.write(lambda books: books.settings.put("kept", "1"))
    allow(1)  # SQLite takes the number of pages there are
    with pytest.raises(Busy, match="disk of the ledger is full"):
        ledger.write(lambda books: books.settings.put("big", "x" * 1_000_000))
    # The writer begins again with a new connection, and so without the limit of the old one.
    ledger.write(lambda books: books.settings.put("big", "small enough"))
    assert ledger.read(lambda books: (books.settings.get("kept"), books.settings.get("big"))) == ("1", "small enough")


def test_work_inside_the_ledger_may_not_wait_for_the_ledger(ledger: SqlLedger) -> None:
    def nested(_: Books) -> None:
        ledger.write(lambda _: None)

    with pytest.raises(RuntimeError, match="use the books it was given"):
        ledger.write(nested)


def test_closing_finishes_what_waits_and_refuses_what_comes_later(path: Path) -> None:
    ledger = SqlLedger(path)
    gate = Gate(ledger)
    works = [ledger.submit(setting(str(n), "done")) for n in range(600)]
    closer = threading.Thread(target=ledger.close)
    closer.start()
    gate.open()
    closer.join(10)
    assert all(one.done() and one.exception() is None for one in works)
    with pytest.raises(Busy, match="ledger is closed"):
        ledger.write(lambda _: None)
    with SqlLedger(path) as again:
        assert again.read(lambda books: books.settings.get("599")) == "done"


def test_many_threads_write_at_once_and_nothing_is_lost(ledger: SqlLedger) -> None:
    def write_fifty(name: str) -> None:
        for number in range(50):
            ledger.write(setting(f"{name}-{number}"))

    threads = [threading.Thread(target=write_fifty, args=(name,)) for name in "abcdefgh"]
    started = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert time.monotonic() - started < 30
    names = [f"{name}-{number}" for name in "abcdefgh" for number in range(50)]
    assert ledger.read(lambda books: [name for name in names if not books.settings.get(name)]) == []


def squaring(number: int) -> Callable[[Books], int]:
    return lambda _: number * number


def _put_and_fail(books: Books) -> None:
    books.settings.put("failing", "1")
    raise RuntimeError("on purpose")
