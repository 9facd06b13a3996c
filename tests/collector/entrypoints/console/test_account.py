"""Getting in: the link that works once, the password, the limit on tries, and who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from argon2 import extract_parameters

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import PASSWORD, Browser, Place, logged_in, open_browser
from schoolwacht_collector.books.people import User
from schoolwacht_collector.entrypoints.console import passwords

NEW = "vier heel nieuwe woorden"


def test_passwords_are_kept_as_argon2id_with_19_mib() -> None:
    found = extract_parameters(passwords.hashed("x"))
    assert (found.type.name, found.memory_cost, found.time_cost, found.parallelism) == ("ID", 19 * 1024, 2, 1)


async def test_looking_at_a_link_does_not_spend_it_and_using_it_does(place: Place, browser: Browser) -> None:
    place.ledger.write(lambda books: books.people.put(User("kim", "admin")))
    place.add_link("geheim", "kim")
    for _ in range(3):
        assert (await browser.get("/start/geheim")).status_code == 200
    first = await browser.post("/start/geheim")
    assert first.status_code == 303
    async with open_browser(place) as somebody_else:
        again = await somebody_else.post("/start/geheim")
    assert again.status_code == 410
    assert "werkt niet meer" in again.text


async def test_a_link_of_yesterday_lets_nobody_in(place: Place, browser: Browser) -> None:
    place.add_user("kim", "admin")
    place.add_link("geheim", "kim", lasts=timedelta(hours=24))
    place.clock.pass_by(timedelta(hours=25))
    assert (await browser.post("/start/geheim")).status_code == 410


async def test_who_came_by_a_link_first_chooses_a_password(place: Place, browser: Browser) -> None:
    place.ledger.write(lambda books: books.people.put(User("kim", "admin")))
    place.add_link("geheim", "kim")
    await browser.post("/start/geheim")
    assert (await browser.get("/")).headers["location"] == "/password"
    assert (await browser.post("/password", data={"password": "te kort"})).status_code == 422
    assert (await browser.post("/password", data={"password": NEW})).headers["location"] == "/"
    assert (await browser.get("/")).status_code == 200
    async with open_browser(place) as later:
        assert (await later.post("/login", data={"name": "kim", "password": NEW})).status_code == 303


async def test_changing_a_password_needs_the_current_one_and_ends_all_other_sessions(
    place: Place, coordinator: Browser
) -> None:
    async with open_browser(place) as elsewhere:
        await logged_in(elsewhere, "kim")
        place.add_link("oude link", "kim")
        wrong = await coordinator.post("/password", data={"password": NEW, "current": "iets anders"})
        assert wrong.status_code == 422
        right = await coordinator.post("/password", data={"password": NEW, "current": PASSWORD})
        assert right.status_code == 303
        assert (await coordinator.get("/")).status_code == 200
        assert (await elsewhere.get("/")).status_code == 303
        assert (await elsewhere.post("/start/oude link")).status_code == 410


async def test_the_browser_gets_a_cookie_that_scripts_cannot_read(place: Place, browser: Browser) -> None:
    place.add_user("kim", "viewer")
    plain = await browser.post("/login", data={"name": "kim", "password": PASSWORD})
    assert plain.headers["set-cookie"].startswith("schoolwacht=")
    assert "HttpOnly" in plain.headers["set-cookie"]
    assert "samesite=lax" in plain.headers["set-cookie"].lower()
    async with open_browser(place) as safe:
        safe.base_url = "https://wacht.school.be"
        encrypted = await safe.post("/login", data={"name": "kim", "password": PASSWORD})
    assert encrypted.headers["set-cookie"].startswith("__Host-schoolwacht=")
    assert "Secure" in encrypted.headers["set-cookie"]


async def test_five_wrong_passwords_are_enough_until_a_quarter_later(place: Place, browser: Browser) -> None:
    place.add_user("kim", "viewer")
    for _ in range(5):
        assert (await browser.post("/login", data={"name": "kim", "password": "fout"})).status_code == 401
    refused = await browser.post("/login", data={"name": "KIM", "password": PASSWORD})
    assert refused.status_code == 429
    assert "15 min" in refused.text
    place.clock.pass_by(timedelta(minutes=16))
    assert (await browser.post("/login", data={"name": "kim", "password": PASSWORD})).status_code == 303


async def test_one_address_cannot_try_many_names(browser: Browser) -> None:
    answers = [await browser.post("/login", data={"name": f"u{n}", "password": "fout"}) for n in range(22)]
    assert [answer.status_code for answer in answers].count(429) == 2


async def test_nobody_learns_which_names_exist(place: Place, browser: Browser) -> None:
    place.add_user("kim", "viewer")
    known = await browser.post("/login", data={"name": "kim", "password": "fout"})
    unknown = await browser.post("/login", data={"name": "niemand", "password": "fout"})
    assert known.status_code == unknown.status_code == 401
    assert known.text.replace("kim", "niemand") == unknown.text


async def test_a_session_ends_with_the_school_day_and_with_the_log_out(place: Place, coordinator: Browser) -> None:
    assert (await coordinator.get("/")).status_code == 200
    place.clock.pass_by(timedelta(hours=13))
    assert (await coordinator.get("/devices?q=a b")).headers["location"] == "/login?next=%2Fdevices%3Fq%3Da%2520b"
    await logged_in(coordinator, "kim")
    stolen = coordinator.cookies.get("schoolwacht")
    assert stolen
    await coordinator.post("/logout")
    async with open_browser(place) as thief:
        assert (await thief.get("/", headers={"cookie": f"schoolwacht={stolen}"})).status_code == 303


async def test_secrets_are_not_in_the_ledger(place: Place, coordinator: Browser) -> None:
    await coordinator.get("/")
    secret = coordinator.cookies.get("schoolwacht")
    assert secret
    place.add_user("vera", "viewer")
    files = b"".join(path.read_bytes() for path in place.ledger.path.parent.glob("ledger.db*"))
    assert secret.encode() not in files
    assert PASSWORD.encode() not in files


@pytest.mark.parametrize("onward", ["//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)"])
async def test_the_log_in_leads_nowhere_else(place: Place, browser: Browser, onward: str) -> None:
    place.add_user("kim", "viewer")
    answer = await browser.post("/login", data={"name": "kim", "password": PASSWORD, "next": onward})
    assert answer.headers["location"] == "/"


async def test_a_viewer_looks_and_changes_nothing(place: Place, viewer: Browser, school: School) -> None:
    for page in ("/", "/devices", "/alerts/1", "/licences"):
        assert (await viewer.get(page)).status_code == 200
    assert (await viewer.get("/add")).status_code == 403
    assert (await viewer.get("/licences/import")).status_code == 403
    assert (await viewer.post("/alerts/1/acknowledge")).status_code == 403
    refused = await viewer.post(f"/devices/{school.waiting.device_id}/approve")
    assert refused.status_code == 403
    assert "Dit mag je niet doen" in refused.text
    waiting = place.ledger.read(lambda books: books.devices.get(school.waiting.device_id))
    assert waiting is not None
    assert waiting.state == "pending"


@pytest.mark.usefixtures("school")
async def test_without_a_log_in_every_page_leads_to_it(browser: Browser) -> None:
    for page in ("/", "/devices", "/devices/x", "/licences", "/alerts/1", "/add", "/privacy", "/parts/overview"):
        answer = await browser.get(page)
        assert answer.status_code == 303, page
        assert answer.headers["location"].startswith("/login")
    part = await browser.get("/parts/overview", headers={"hx-request": "true"})
    assert (part.status_code, part.headers["hx-redirect"]) == (401, "/login")


async def test_language_and_colours_are_kept_with_the_user(coordinator: Browser) -> None:
    page = (await coordinator.get("/")).text
    assert '<html lang="nl" data-theme=""' in page
    await coordinator.post("/me", data={"theme": "dark", "back": "/alerts"})
    answer = await coordinator.post("/me", data={"language": "en", "back": "//evil.example"})
    assert answer.headers["location"] == "/"
    assert '<html lang="en" data-theme="dark"' in (await coordinator.get("/")).text


async def test_a_browser_that_asks_for_english_gets_it_before_the_log_in(browser: Browser) -> None:
    assert '<html lang="nl"' in (await browser.get("/login")).text
    assert '<html lang="en"' in (await browser.get("/login", headers={"accept-language": "en-GB,en;q=0.8"})).text
    assert '<html lang="nl"' in (await browser.get("/login", headers={"accept-language": "de, *;q=0.1"})).text
