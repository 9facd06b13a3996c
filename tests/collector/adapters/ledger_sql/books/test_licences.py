"""Licences: what the school bought."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from collector.adapters.ledger_sql.things import NOW, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.domain.licences import Entitlement, Scope

PAINT = Entitlement("Paint", "Contoso", Scope.DEVICE, 30, date(2027, 8, 31), "Kerkstraat")
OFFICE = Entitlement("Office", "Contoso", Scope.SCHOOL, None, None)


def test_entitlements_come_by_title_and_whole(books: SqlBooks) -> None:
    books.licences.put([PAINT, OFFICE], NOW)
    assert books.licences.all() == [OFFICE, PAINT]


def test_the_same_title_scope_site_and_end_is_replaced(books: SqlBooks) -> None:
    books.licences.put([PAINT, OFFICE], NOW)
    more, without_end = replace(PAINT, seats=40), replace(OFFICE, publisher="Fabrikam")
    books.licences.put([more, without_end], later(1))
    assert books.licences.all() == [without_end, more]


def test_another_end_date_or_site_is_another_entitlement(books: SqlBooks) -> None:
    others = [replace(PAINT, valid_until=date(2028, 8, 31)), replace(PAINT, site=""), replace(PAINT, scope=Scope.USER)]
    books.licences.put([PAINT, *others], NOW)
    assert len(books.licences.all()) == 4


def test_removing_a_title_takes_all_its_entitlements(books: SqlBooks) -> None:
    books.licences.put([PAINT, replace(PAINT, site=""), OFFICE], NOW)
    assert (books.licences.remove("Paint"), books.licences.remove("Paint")) == (2, 0)
    assert books.licences.all() == [OFFICE]


def test_an_empty_list_changes_nothing(books: SqlBooks) -> None:
    books.licences.put([], NOW)
    assert books.licences.all() == []
