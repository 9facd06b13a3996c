"""Tokens are shown once and kept as a hash."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from datetime import timedelta

import pytest

from collector.school import NOW, School
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.make_token import Reachable, Wanted, make_token

HERE = Reachable(["a:7444"], ["a:7443"], b"\x30\x01")
WANTED = Wanted("Zuid", "07", DeviceClass.SHARED, 30, timedelta(hours=24), ask=False)


def test_the_string_says_where_we_are_and_the_ledger_keeps_only_a_hash(school: School) -> None:
    text = school.ledger.write(lambda books: make_token(books, WANTED, HERE, "me", NOW))
    packed = text.removeprefix("swt1.")
    said = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    assert (said["a"], said["p"]) == (["a:7444"], ["a:7443"])
    (kept,) = school.ledger.read(lambda books: books.tokens.all())
    assert kept.secret_hash == hash_of(said["s"])
    assert said["s"] not in repr(kept)
    assert (kept.uses_left, kept.expires_at) == (30, NOW + timedelta(hours=24))


@pytest.mark.parametrize(
    "wanted",
    [replace(WANTED, uses=0), replace(WANTED, uses=1001), replace(WANTED, lasts=timedelta(days=32))],
)
def test_a_token_without_bounds_is_refused(school: School, wanted: Wanted) -> None:
    with pytest.raises(BadRequest):
        school.ledger.write(lambda books: make_token(books, wanted, HERE, "me", NOW))
