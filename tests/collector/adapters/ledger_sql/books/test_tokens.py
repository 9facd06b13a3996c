"""Tokens: who may become a device, and how often."""

from __future__ import annotations

from dataclasses import replace

from collector.adapters.ledger_sql.things import NOW, later
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.domain.devices import DeviceClass

TOKEN = Token("t-1", "hash-1", "Kerkstraat", "lok-12", DeviceClass.SHARED, 2, later(60), ask=True, created_at=NOW)


def test_a_token_is_found_by_the_hash_of_its_secret(books: SqlBooks) -> None:
    books.tokens.add(TOKEN)
    assert books.tokens.by_secret("hash-1") == TOKEN
    assert books.tokens.by_secret("hash-2") is None


def test_a_token_is_spent_as_often_as_it_says(books: SqlBooks) -> None:
    books.tokens.add(TOKEN)
    assert [books.tokens.spend("t-1") for _ in range(3)] == [True, True, False]
    assert books.tokens.spend("t-2") is False
    assert [one.uses_left for one in books.tokens.all()] == [0]


def test_two_who_spend_the_last_use_at_once_do_not_both_get_it(ledger: SqlLedger) -> None:
    ledger.write(lambda books: books.tokens.add(replace(TOKEN, uses_left=1)))
    tries = [ledger.submit(lambda books: books.tokens.spend("t-1")) for _ in range(20)]
    assert sorted(one.result() for one in tries) == [False] * 19 + [True]


def test_tokens_come_newest_first(books: SqlBooks) -> None:
    books.tokens.add(TOKEN)
    books.tokens.add(replace(TOKEN, token_id="t-2", secret_hash="hash-2", created_at=later(1)))
    assert [one.token_id for one in books.tokens.all()] == ["t-2", "t-1"]


def test_a_key_keeps_the_device_id_that_was_reserved_for_it(books: SqlBooks) -> None:
    assert books.tokens.application("key") is None
    books.tokens.apply("key", "id-1", "t-1", NOW)
    assert books.tokens.application("key") == "id-1"
    books.tokens.apply("key", "id-2", "t-1", later(1))
    assert books.tokens.application("key") == "id-2"


def test_a_token_that_was_withdrawn_is_not_found_and_not_spent(books: SqlBooks) -> None:
    books.tokens.add(TOKEN)
    books.tokens.add(replace(TOKEN, token_id="t-2", secret_hash="hash-2"))
    books.tokens.withdraw("t-1")
    assert books.tokens.by_secret("hash-1") is None
    assert books.tokens.spend("t-1") is False
    assert [one.token_id for one in books.tokens.all()] == ["t-2"]


def test_a_token_for_a_room_that_resets_says_so(books: SqlBooks) -> None:
    books.tokens.add(replace(TOKEN, resets=True))
    assert [token.resets for token in books.tokens.all()] == [True]
