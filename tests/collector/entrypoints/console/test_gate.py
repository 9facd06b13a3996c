"""Who gets in at all, and what every answer says to the browser."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from collector.entrypoints.console.conftest import PASSWORD, Browser, Place, open_browser

ADDRESSES = ["/", "/login", "/static/nothing.css", "/no-such-page"]


@pytest.mark.parametrize("address", ADDRESSES)
async def test_every_answer_forbids_foreign_scripts_frames_and_guessing(browser: Browser, address: str) -> None:
    answer = await browser.get(address)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "wacht.school.be.evil.example", ""])
async def test_a_name_that_is_not_ours_gets_nothing(browser: Browser, host: str) -> None:
    answer = await browser.get("/login", headers={"host": host})
    assert answer.status_code == 421
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "host", ["localhost:8080", "127.0.0.1", "[::1]:8080", "WACHT.school.be", "wacht.school.be:8443"]
)
async def test_our_own_names_work_in_any_case_and_on_any_port(browser: Browser, host: str) -> None:
    assert (await browser.get("/login", headers={"host": host})).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "cross-site", "origin": "http://127.0.0.1:8080"},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {},
    ],
)
async def test_nothing_is_changed_by_a_page_that_is_not_ours(place: Place, headers: dict[str, str]) -> None:
    place.add_user("kim", "coordinator")
    transport = httpx.ASGITransport(app=place.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=headers) as foreign:
        answer = await foreign.post("/login", data={"name": "kim", "password": PASSWORD})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


async def test_an_older_browser_is_believed_by_its_origin(place: Place) -> None:
    place.add_user("kim", "coordinator")
    origin = {"origin": "http://127.0.0.1:8080"}
    transport = httpx.ASGITransport(app=place.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8080", headers=origin) as older:
        answer = await older.post("/login", data={"name": "kim", "password": PASSWORD})
    assert answer.status_code == 303


async def test_a_request_of_more_than_two_megabytes_is_refused(coordinator: Browser) -> None:
    said = await coordinator.post("/add", content=b"x" * (2 * 1024 * 1024 + 1))
    assert said.status_code == 413

    async def endless() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        for _ in range(40):
            yield b"x" * 65_536

    kind = {"content-type": "multipart/form-data; boundary=x"}
    unsaid = await coordinator.post("/licences/import", content=endless(), headers=kind)
    assert unsaid.status_code == 413
    assert "Dat is te groot" in unsaid.text


async def test_a_page_that_fails_says_so_kindly_and_is_dressed_as_well(
    place: Place, coordinator: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("schoolwacht_collector.entrypoints.console.pages.privacy.paper.page", broken)
    async with open_browser(place) as other:
        other.cookies = coordinator.cookies
        answer = await other.get("/privacy")
    assert answer.status_code == 500
    assert "Hier ging iets mis" in answer.text
    assert "secret detail" not in answer.text
    assert "content-security-policy" in answer.headers
