"""Tokens for programs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from collector.school import NOW, School
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.api_tokens import ApiScope, ApiToken
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases import manage_api_tokens
from schoolwacht_collector.usecases.manage_api_tokens import (
    WantedToken,
    make_api_token,
    recognise,
    revoke_api_token,
    to_be_noted,
)

DAY = timedelta(days=1)


def made(school: School, name: str = "grafana", **changes: object) -> tuple[ApiToken, str]:
    wanted = WantedToken(name, ApiScope.READ, **changes)  # type: ignore[arg-type]
    return school.ledger.write(lambda books: make_api_token(books, wanted, "els", NOW))


def test_a_token_is_recognised_by_its_text_and_kept_as_a_hash(school: School) -> None:
    token, text = made(school)
    assert text.startswith(f"swa_{token.token_id}_")
    assert text not in repr(token)
    assert school.ledger.read(lambda books: recognise(books, text, NOW)) == token


@pytest.mark.parametrize(
    "text", ["", "swa_", "swa_00000000_" + "A" * 43, "\ud800", f"swa_{chr(0x660) * 8}_" + "A" * 43, "x" * 10_000]
)
def test_any_other_text_is_nobody(school: School, text: str) -> None:
    made(school)
    assert school.ledger.read(lambda books: recognise(books, text, NOW)) is None


def test_a_token_ends_at_its_end_and_when_it_is_revoked(school: School) -> None:
    token, text = made(school, lasts=DAY)
    assert school.ledger.read(lambda books: recognise(books, text, NOW + DAY)) is None
    after = school.ledger.write(lambda books: revoke_api_token(books, token.token_id, "els", NOW))
    assert after.revoked_at == NOW
    assert school.ledger.read(lambda books: recognise(books, text, NOW)) is None


def test_revoking_twice_is_one_deed(school: School) -> None:
    token, _ = made(school)
    for _ in range(2):
        school.ledger.write(lambda books: revoke_api_token(books, f"swa_{token.token_id}", "els", NOW))
    deeds = school.ledger.read(lambda books: books.audit.newest(9))
    assert [deed.action for deed in deeds] == ["api_token.revoke", "api_token.create"]
    with pytest.raises(BadRequest, match="no token"):
        school.ledger.write(lambda books: revoke_api_token(books, "ffffffff", "els", NOW))


@pytest.mark.parametrize(
    ("wanted", "why"),
    [
        (WantedToken(" \u202e", ApiScope.READ), "a name"),
        (WantedToken("x", ApiScope.ADMIN, site="A"), "whole school"),
        (WantedToken("x", ApiScope.READ, lasts=timedelta(seconds=1)), "lasts"),
        (WantedToken("x", ApiScope.READ, lasts=timedelta(days=9_999)), "lasts"),
        (WantedToken("GRAFANA", ApiScope.READ), "already"),
    ],
)
def test_what_cannot_be_is_refused_with_a_reason(school: School, wanted: WantedToken, why: str) -> None:
    made(school)
    with pytest.raises(BadRequest, match=why):
        school.ledger.write(lambda books: make_api_token(books, wanted, "els", NOW))


def test_a_name_is_free_again_when_its_token_ended(school: School) -> None:
    made(school, lasts=DAY)

    def later(books: Books) -> tuple[ApiToken, str]:
        return make_api_token(books, WantedToken("grafana", ApiScope.READ), "els", NOW + DAY)

    assert school.ledger.write(later)[0].name == "grafana"


def test_there_are_only_so_many_tokens(school: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(manage_api_tokens, "MOST", 2)
    made(school, "one")
    made(school, "two")
    with pytest.raises(BadRequest, match="2 tokens already"):
        made(school, "three")


def test_a_use_is_noted_once_a_minute(school: School) -> None:
    token, text = made(school)
    assert to_be_noted(token, NOW)
    school.ledger.write(lambda books: books.api_tokens.used(token.token_id, NOW))
    known = school.ledger.read(lambda books: recognise(books, text, NOW))
    assert known is not None
    assert not to_be_noted(known, NOW + timedelta(seconds=59))
    assert to_be_noted(known, NOW + timedelta(seconds=60))
    assert to_be_noted(known, NOW - DAY), "the clock went back"


@pytest.mark.parametrize(
    ("held", "wanted", "enough"),
    [("read", "read", True), ("read", "write", False), ("write", "read", True), ("admin", "write", True)],
)
def test_a_scope_covers_the_ones_before_it(held: str, wanted: str, *, enough: bool) -> None:
    assert ApiScope(held).covers(ApiScope(wanted)) is enough
