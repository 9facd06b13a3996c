"""The first set-up, from the link to the first device."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from collector.entrypoints.console.a_school import NOW, device
from collector.entrypoints.console.conftest import PASSWORD, Browser, Place
from schoolwacht_collector.books.people import User

SCHOOL = {"name": "GBS De Linde", "language": "nl", "zone": "Europe/Brussels", "days_off": "", "wizard": "yes"}


@pytest.fixture
async def first(place: Place, browser: Browser) -> Browser:
    """A browser in which the link of the first start was used."""
    place.ledger.write(lambda books: books.people.put(User("admin", "admin")))
    place.add_link("eerste", "admin")
    assert (await browser.post("/start/eerste")).headers["location"] == "/setup/you"
    return browser


async def test_from_the_link_to_the_first_device(place: Place, first: Browser) -> None:
    assert "Wie ben je?" in (await first.get("/setup/you")).text
    answer = await first.post("/setup/you", data={"name": "Kim", "password": PASSWORD})
    assert answer.headers["location"] == "/setup/school"
    assert (await first.post("/settings", data=SCHOOL)).headers["location"] == "/setup/pc"
    assert 'value="GBS De Linde"' in (await first.get("/setup/pc")).text, "a school with one address is its own site"
    made = await first.post(
        "/add", data={"site": "GBS De Linde", "kind": "shared", "uses": "1", "hours": "24", "wizard": "yes"}
    )
    assert "sudo schoolwacht-agent enrol swt1." in made.text
    assert "Wachten tot de computer zich meldt" in made.text
    here = replace(device(1, "lok01-pc01", "GBS De Linde", ""), enrolled_at=NOW + timedelta(seconds=30))
    place.ledger.write(lambda books: books.devices.add(here))
    came = await first.get(
        f"/parts/arrivals?site=GBS+De+Linde&room=&since={NOW.isoformat().replace('+', '%2B')}&uses=1"
    )
    assert "De computer is er" in came.text
    assert "hx-get" not in came.text, "there is nothing to wait for any more"


async def test_the_first_administrator_goes_on_under_a_name_of_their_own(place: Place, first: Browser) -> None:
    await first.post("/setup/you", data={"name": "Kim", "password": PASSWORD})
    users = {user.name: user.role for user in place.ledger.read(lambda books: books.people.users())}
    assert users == {"Kim": "admin"}
    assert (await first.get("/settings/users")).status_code == 200


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [(" ", PASSWORD, "Vul een naam in"), ("Kim", "kort", "minstens 12 tekens"), ("bob", PASSWORD, "Er is al")],
)
async def test_what_cannot_be_is_told(place: Place, first: Browser, name: str, password: str, words: str) -> None:
    place.add_user("bob", "viewer")
    answer = await first.post("/setup/you", data={"name": name, "password": password})
    assert answer.status_code == 422
    assert words in answer.text


async def test_nobody_else_becomes_administrator_this_way(place: Place, viewer: Browser) -> None:
    answer = await viewer.post("/setup/you", data={"name": "Kim", "password": PASSWORD})
    assert answer.headers["location"] == "/password"
    assert place.ledger.read(lambda books: books.people.user("Kim")) is None
    assert (await viewer.get("/setup/school")).status_code == 403


async def test_every_step_can_be_skipped_and_come_back_to(admin: Browser) -> None:
    assert (await admin.get("/setup")).headers["location"] == "/setup/school"
    for step, onward in (("school", "/setup/pc"), ("pc", "/setup/notify"), ("notify", "/setup/sample")):
        assert f'href="{onward}">Overslaan' in (await admin.get(f"/setup/{step}")).text
    assert "schoolwacht demo" in (await admin.get("/setup/sample")).text
    assert 'href="/setup"' in (await admin.get("/settings")).text


async def test_the_first_page_offers_the_steps_until_they_are_put_away(admin: Browser) -> None:
    assert "eerste stappen zijn niet af" in (await admin.get("/")).text
    assert (await admin.post("/setup/done")).headers["location"] == "/"
    assert "eerste stappen zijn niet af" not in (await admin.get("/")).text


async def test_a_question_about_arrivals_that_makes_no_sense_is_refused(coordinator: Browser) -> None:
    for since in ("", "gisteren", "2026-11-23T10:00:00"):
        assert (await coordinator.get(f"/parts/arrivals?site=x&since={since}")).status_code == 404
