"""A token that is taken back lets nobody in, and the trail says who took it."""

from __future__ import annotations

import pytest

from collector.school import NOW, School
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.make_token import LONGEST, Reachable, Wanted, make_token
from schoolwacht_collector.usecases.withdraw_token import withdraw_token

HERE = Reachable(["a:7444"], ["a:7443"], b"\x30\x01")
WANTED = Wanted("Zuid", "07", DeviceClass.SHARED, 30, LONGEST, ask=False)


def test_a_token_is_taken_back_once(school: School) -> None:
    school.ledger.write(lambda books: make_token(books, WANTED, HERE, "me", NOW))
    (token,) = school.ledger.read(lambda books: books.tokens.all())
    assert school.ledger.write(lambda books: withdraw_token(books, token.token_id, "els", NOW)) == token
    assert school.ledger.read(lambda books: books.tokens.by_secret(token.secret_hash)) is None
    (deed, _) = school.ledger.read(lambda books: books.audit.newest(2))
    assert (deed.who, deed.action, deed.subject) == ("els", "token.withdraw", token.token_id)
    assert deed.details == "Zuid/07, 30 left"
    with pytest.raises(BadRequest, match="token list"):
        school.ledger.write(lambda books: withdraw_token(books, token.token_id, "els", NOW))
