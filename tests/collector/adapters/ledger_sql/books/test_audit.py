"""The audit trail: lines are added, and nothing else."""

from __future__ import annotations

from collector.adapters.ledger_sql.things import NOW, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.adapters.ledger_sql.books.audit import SqlAuditBook
from schoolwacht_collector.books.people import Deed


def test_the_newest_lines_come_first_even_when_the_clock_went_back(books: SqlBooks) -> None:
    first = Deed(later(60), "els", "device.revoke", "id-pc-1", "gestolen")
    second = Deed(NOW, "els", "device.delete", "id-pc-1", "")
    for deed in (first, second):
        books.audit.note(deed)
    assert books.audit.newest(9) == [second, first]
    assert books.audit.newest(1) == [second]


def test_the_trail_has_no_verb_that_changes_or_removes() -> None:
    assert {name for name in vars(SqlAuditBook) if not name.startswith("_")} == {"note", "newest", "before"}


def test_the_trail_is_read_a_page_at_a_time(books: SqlBooks) -> None:
    deeds = [Deed(NOW, "els", f"deed.{number}", "", "") for number in range(5)]
    for deed in deeds:
        books.audit.note(deed)
    first = books.audit.before(None, 2)
    second = books.audit.before(first[-1][0], 9)
    assert [deed for _, deed in [*first, *second]] == deeds[::-1]
