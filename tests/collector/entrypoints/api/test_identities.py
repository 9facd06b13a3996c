"""Which machine is which, over the interface."""

from __future__ import annotations

import httpx

from collector.domain.identity_situations import FULL
from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_school import NOW
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.identities import Moment, Question
from schoolwacht_collector.domain.identity_likeness import Likeness
from schoolwacht_collector.domain.identity_matching import Candidate


def ask(place: Place, *candidates: str) -> str:
    machine = place.school.waiting.device_id

    def work(books: Books) -> None:
        likely = tuple(Candidate(one, Likeness.SAME_HARDWARE) for one in candidates)
        books.identities.keep_signs(machine, FULL)
        books.identities.put(Question(machine, Moment.JOINING, likely, NOW))

    place.ledger.write(work)
    return machine


async def test_what_is_asked_is_a_list_with_candidates(owner: httpx.AsyncClient, place: Place) -> None:
    machine = ask(place, place.school.pc.device_id)
    (line,) = (await owner.get("/identity-questions")).json()["items"]

    assert (line["device_id"], line["moment"], line["reason"]) == (machine, "joining", "same_hardware")
    assert line["looks_like"] == place.school.pc.host
    assert [one["device_id"] for one in line["candidates"]] == [place.school.pc.device_id]
    assert "dezelfde hardware" in (await owner.get("/identity-questions.csv")).text


async def test_the_same_is_told_and_taken_back(owner: httpx.AsyncClient, place: Place) -> None:
    machine = ask(place, place.school.pc.device_id)
    told = await owner.post(f"/devices/{machine}/same", json={})
    assert told.json()["device_id"] == place.school.pc.device_id
    assert (await owner.get("/identity-questions")).json()["items"] == []
    back = await owner.post(f"/devices/{machine}/undecide")

    assert back.json()["state"] == "pending"
    assert len((await owner.get("/identity-questions")).json()["items"]) == 1
    assert place.changed == ["devices", "devices"]


async def test_another_machine_is_let_in(owner: httpx.AsyncClient, place: Place) -> None:
    machine = ask(place, place.school.pc.device_id)

    assert (await owner.post(f"/devices/{machine}/separate")).json()["state"] == "active"


async def test_of_two_candidates_one_must_be_named(owner: httpx.AsyncClient, place: Place) -> None:
    machine = ask(place, place.school.pc.device_id, place.school.server.device_id)

    assert (await owner.post(f"/devices/{machine}/same", json={})).status_code == 409
    known = {"known": place.school.server.host}
    assert (await owner.post(f"/devices/{machine}/same", json=known)).json()["host"] == place.school.server.host


async def test_a_token_for_a_room_that_resets_names_a_room_and_is_for_shared_devices(owner: httpx.AsyncClient) -> None:
    new = {"site": "Zuid", "room": "07", "resets": True, "expires_seconds": 300 * 86_400}
    assert (await owner.post("/tokens", json=new)).status_code == 201
    assert (await owner.get("/tokens")).json()["items"][0]["resets"] is True
    for wrong in ({"room": ""}, {"device_class": "server"}, {"resets": False}):
        assert (await owner.post("/tokens", json=new | wrong)).status_code >= 400
