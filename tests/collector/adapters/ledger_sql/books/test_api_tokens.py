"""Which programs may use the interface."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.exc import IntegrityError

from collector.adapters.ledger_sql.things import NOW, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.api_tokens import ApiScope, ApiToken

GRAFANA = ApiToken("1f0b2e9d", "grafana", "hash", ApiScope.READ, "Zuid", NOW, later(60))


@pytest.fixture
def tokens(books: SqlBooks) -> SqlBooks:
    books.api_tokens.add(GRAFANA)
    return books


def test_a_token_reads_back_by_name_and_by_hash(tokens: SqlBooks) -> None:
    assert tokens.api_tokens.get("1f0b2e9d") == tokens.api_tokens.by_secret("hash") == GRAFANA
    assert tokens.api_tokens.get("hash") is None
    assert tokens.api_tokens.by_secret("1f0b2e9d") is None


def test_the_newest_comes_first(tokens: SqlBooks) -> None:
    second = replace(GRAFANA, token_id="0", secret_hash="other", created_at=later(1), expires_at=None)
    tokens.api_tokens.add(second)
    assert tokens.api_tokens.all() == [second, GRAFANA]


def test_a_use_is_kept(tokens: SqlBooks) -> None:
    tokens.api_tokens.used("1f0b2e9d", later(5))
    assert tokens.api_tokens.get("1f0b2e9d") == replace(GRAFANA, last_used_at=later(5))


def test_a_token_is_revoked_once_and_keeps_the_moment(tokens: SqlBooks) -> None:
    assert [tokens.api_tokens.revoke("1f0b2e9d", later(at)) for at in (1, 2)] == [True, False]
    assert tokens.api_tokens.get("1f0b2e9d") == replace(GRAFANA, revoked_at=later(1))
    assert tokens.api_tokens.revoke("unknown", NOW) is False


def test_two_tokens_never_have_the_same_secret(tokens: SqlBooks) -> None:
    with pytest.raises(IntegrityError):
        tokens.api_tokens.add(replace(GRAFANA, token_id="other"))
