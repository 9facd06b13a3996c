"""Making something once, however often it is asked."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from schoolwacht_collector.entrypoints.api.idempotency import MOST, Answers
from schoolwacht_collector.entrypoints.api.problems import Problem

KEY = {"idempotency-key": "0d5e6a52"}


async def test_the_same_key_gives_the_first_answer_again(owner: httpx.AsyncClient, place: Place) -> None:
    first = await owner.post("/tokens", json={"site": "A"}, headers=KEY)
    again = await owner.post("/tokens", json={"site": "A"}, headers=KEY)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert (first.headers.get("idempotent-replayed"), again.headers["idempotent-replayed"]) == (None, "true")
    assert [action for _, action in place.trail()].count("token.create") == 1


async def test_without_a_key_or_with_another_one_a_second_is_made(owner: httpx.AsyncClient) -> None:
    made = [
        (await owner.post("/tokens", json={}, headers=headers)).json()["token"]
        for headers in ({}, {}, KEY, {"idempotency-key": "other"})
    ]
    assert len(set(made)) == 4


async def test_the_same_key_for_something_else_is_a_conflict(owner: httpx.AsyncClient) -> None:
    await owner.post("/tokens", json={"site": "A"}, headers=KEY)
    assert (await owner.post("/tokens", json={"site": "B"}, headers=KEY)).status_code == 409


async def test_a_try_that_failed_may_be_repeated_with_the_same_key(owner: httpx.AsyncClient, place: Place) -> None:
    await owner.post("/api-tokens", json={"name": "grafana"})
    assert (await owner.post("/api-tokens", json={"name": "grafana"}, headers=KEY)).status_code == 422
    (token,) = place.ledger.read(lambda books: books.api_tokens.all())
    await owner.delete(f"/api-tokens/{token.token_id}")
    assert (await owner.post("/api-tokens", json={"name": "grafana"}, headers=KEY)).status_code == 201


async def test_nobody_finds_the_answer_of_somebody_else(place: Place) -> None:
    found = []
    for name in ("one", "two"):
        async with place.with_token(place.token("write", name=name)) as writer:
            found.append((await writer.post("/tokens", json={}, headers=KEY)).json()["token"])
    assert found[0] != found[1]


async def test_after_a_day_the_key_is_forgotten(owner: httpx.AsyncClient, place: Place) -> None:
    first = await owner.post("/tokens", json={}, headers=KEY)
    place.now += timedelta(hours=24)
    assert (await owner.post("/tokens", json={}, headers=KEY)).json() != first.json()


def test_a_second_request_while_the_first_still_runs_has_to_wait(place: Place) -> None:
    answers, name = Answers(), ("cli", "/tokens", "key")
    assert answers.claim(name, "body", place.now) is None
    with pytest.raises(Problem, match="still runs"):
        answers.claim(name, "body", place.now)
    answers.finish(name, b"{}")
    assert answers.claim(name, "body", place.now) == b"{}"


def test_only_so_many_answers_are_kept(place: Place) -> None:
    answers = Answers()
    for number in range(MOST + 5):
        name = ("cli", "/tokens", str(number))
        answers.claim(name, "body", place.now)
        answers.finish(name, b"{}")
    assert answers.claim(("cli", "/tokens", "0"), "body", place.now) is None
    assert answers.claim(("cli", "/tokens", str(MOST + 4)), "body", place.now) == b"{}"
