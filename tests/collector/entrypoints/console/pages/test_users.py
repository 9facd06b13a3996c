from __future__ import annotations

import re

import pytest

from collector.entrypoints.console.a_school import SMALL
from collector.entrypoints.console.conftest import PASSWORD, Browser, Place, logged_in, open_browser
from schoolwacht_collector.books.people import User
from schoolwacht_collector.entrypoints.console.user_sites import sites_of


def link_in(page: str) -> str:
    found = re.search(r"http://127\.0\.0\.1:8080(/start/[\w-]+)", page)
    assert found is not None
    return found[1]


async def test_a_new_user_gets_in_by_the_link_that_is_shown(place: Place, admin: Browser) -> None:
    answer = await admin.post("/settings/users", data={"name": "vera", "role": "coordinator"})
    assert answer.status_code == 200
    async with open_browser(place) as vera:
        assert (await vera.post(link_in(answer.text))).headers["location"] == "/"
        assert (await vera.post("/password", data={"password": PASSWORD})).status_code == 303
        assert (await vera.get("/add")).status_code == 200
        assert (await vera.get("/settings")).status_code == 403


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"name": " ", "role": "viewer"}, "Vul een naam in"),
        ({"name": "ann", "role": "viewer"}, "Er is al een gebruiker"),
        ({"name": "vera", "role": "god"}, "Kies wat deze gebruiker mag"),
    ],
)
async def test_what_cannot_be_is_told(admin: Browser, given: dict[str, str], words: str) -> None:
    answer = await admin.post("/settings/users", data=given)
    assert answer.status_code == 422
    assert words in answer.text


@pytest.mark.usefixtures("school")
async def test_role_and_sites_are_changed(place: Place, admin: Browser) -> None:
    place.add_user("vera", "viewer")
    await admin.post("/settings/users/change", data={"name": "vera", "role": "coordinator", "sites": [SMALL]})
    vera = place.ledger.read(lambda books: books.people.user("vera"))
    assert vera is not None
    assert vera.role == "coordinator"
    assert place.ledger.read(lambda books: sites_of(books, vera)) == {SMALL}
    assert SMALL in (await admin.get("/settings/users")).text
    assert "checked" in (await admin.get("/settings/users/one?name=vera")).text


async def test_who_is_shut_out_is_out_at_once_and_can_be_let_in_again(place: Place, admin: Browser) -> None:
    place.add_user("vera", "coordinator")
    async with open_browser(place) as vera:
        await logged_in(vera, "vera")
        await admin.post("/settings/users/shut-out", data={"name": "vera"})
        assert (await vera.get("/")).headers["location"].startswith("/login")
        assert (await vera.post("/login", data={"name": "vera", "password": PASSWORD})).status_code == 401
    assert "vera" not in (await admin.get("/settings/users")).text
    again = await admin.post("/settings/users", data={"name": "vera", "role": "viewer"})
    assert "/start/" in link_in(again.text)
    told = [deed.action for deed in place.ledger.read(lambda books: books.audit.newest(9)) if deed.subject == "vera"]
    assert told[:2] == ["user.add", "user.shut_out"]


@pytest.mark.usefixtures("school")
async def test_a_name_that_is_given_again_has_nothing_of_its_first_owner(place: Place, admin: Browser) -> None:
    place.add_user("vera", "viewer")
    await admin.post("/settings/users/change", data={"name": "vera", "role": "viewer", "sites": [SMALL]})
    await admin.post("/settings/users/shut-out", data={"name": "vera"})
    assert place.ledger.read(lambda books: books.people.user("vera")) is None
    place.add_user("vera", "coordinator")
    again = place.ledger.read(lambda books: books.people.user("vera"))
    assert again is not None
    assert place.ledger.read(lambda books: sites_of(books, again)) == frozenset()


async def test_who_was_shut_out_by_an_older_release_can_be_let_in_again(place: Place, admin: Browser) -> None:
    place.ledger.write(lambda books: books.people.put(User("vera", "none")))
    answer = await admin.post("/settings/users", data={"name": "vera", "role": "viewer"})
    assert "/start/" in link_in(answer.text)


async def test_the_only_administrator_stays_one(place: Place, admin: Browser) -> None:
    for door, data in (("shut-out", {"name": "ann"}), ("change", {"name": "ann", "role": "viewer"})):
        answer = await admin.post(f"/settings/users/{door}", data=data)
        assert answer.status_code == 422
        assert "enige beheerder" in answer.text
    place.add_user("bob", "admin")
    assert (await admin.post("/settings/users/change", data={"name": "ann", "role": "viewer"})).status_code == 303


async def test_a_new_link_ends_the_old_password(place: Place, admin: Browser) -> None:
    place.add_user("vera", "viewer")
    answer = await admin.post("/settings/users/reset", data={"name": "vera"})
    async with open_browser(place) as vera:
        assert (await vera.post("/login", data={"name": "vera", "password": PASSWORD})).status_code == 401
        assert (await vera.post(link_in(answer.text))).status_code == 303
    assert (await admin.post("/settings/users/reset", data={"name": "niemand"})).status_code == 422
