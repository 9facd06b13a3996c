"""Settings: texts by name."""

from __future__ import annotations

from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks


def test_a_setting_is_its_default_until_it_is_set(books: SqlBooks) -> None:
    assert (books.settings.get("school"), books.settings.get("school", "De School")) == ("", "De School")
    books.settings.put("school", "Sint-Jan")
    books.settings.put("school", "Sint-Pieter")
    assert books.settings.get("school", "De School") == "Sint-Pieter"


def test_an_empty_setting_is_not_its_default(books: SqlBooks) -> None:
    books.settings.put("school", "")
    assert books.settings.get("school", "De School") == ""
