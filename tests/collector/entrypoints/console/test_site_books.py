"""Somebody of one site sees and changes that site, and for them nothing else exists."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from collector.entrypoints.console.a_school import MAIN, SMALL, School
from collector.entrypoints.console.conftest import Browser, Place, logged_in, open_browser
from collector.entrypoints.console.pages.test_overview import alert
from schoolwacht_collector.domain.alerts import Severity, room_subject
from schoolwacht_collector.entrypoints.console.user_sites import bind


@pytest.fixture
async def bound(place: Place, school: School, browser: Browser) -> Browser:
    """A coordinator of the small school only."""
    del school
    place.add_user("linde", "coordinator")
    place.ledger.write(lambda books: bind(books, "linde", [SMALL]))
    return await logged_in(browser, "linde")


@pytest.fixture
async def admin_too(place: Place) -> AsyncIterator[Browser]:
    """An administrator at another computer."""
    place.add_user("baas", "admin")
    async with open_browser(place) as other:
        yield await logged_in(other, "baas")


async def test_lists_hold_that_site_only(bound: Browser, school: School) -> None:
    assert (await bound.get("/devices")).text.count("/devices/0000") == 3
    for page in ("/", "/devices", "/devices.csv", "/rooms", "/rooms.csv", "/alerts", "/alerts.csv", "/backups",
                 "/backups.csv", "/disks", "/disks.csv", "/disks/health", "/disks/health.csv",
                 "/licences/title?name=AutoCAD", "/licences/title.csv?name=AutoCAD"):  # fmt: skip
        answer = await bound.get(page)
        assert answer.status_code == 200, page
        assert MAIN not in answer.text, page
        assert school.server.host not in answer.text, page
        assert school.pc.host not in answer.text, page


async def test_what_is_elsewhere_does_not_exist(bound: Browser, school: School) -> None:
    elsewhere = f"/devices/{school.pc.device_id}"
    pages = [elsewhere, f"{elsewhere}/software", f"{elsewhere}/changes", f"{elsewhere}/manage",
             f"{elsewhere}/sure/delete", "/alerts/1", f"/rooms/one?site={MAIN}&name=07"]  # fmt: skip
    for page in pages:
        assert (await bound.get(page)).status_code == 404, page


async def test_what_is_elsewhere_cannot_be_changed(place: Place, bound: Browser, school: School) -> None:
    here = {"site": SMALL, "room": "1", "kind": "shared"}
    for verb in ("move", "retire", "restore", "revoke", "delete"):
        assert (await bound.post(f"/devices/{school.pc.device_id}/{verb}", data=here)).status_code == 404, verb
    await bound.post(f"/devices/{school.waiting.device_id}/approve")
    await bound.post("/alerts/1/acknowledge", data={"note": "van mij"})
    for device in (school.pc, school.waiting):
        assert device in place.ledger.read(lambda books: books.devices.all())
    alert = place.ledger.read(lambda books: books.alerts.get(1))
    assert alert is not None
    assert alert.acknowledged_by == ""


async def test_nothing_is_moved_or_added_to_another_site(place: Place, bound: Browser, school: School) -> None:
    mine = next(one for one in school.others if one.site == SMALL)
    moved = await bound.post(f"/devices/{mine.device_id}/move", data={"site": MAIN, "room": "07", "kind": "shared"})
    assert moved.status_code == 422
    assert "niet een van de jouwe" in moved.text
    added = await bound.post("/add", data={"site": MAIN, "kind": "shared", "uses": "1", "hours": "1"})
    assert added.status_code == 422
    licence = await bound.post("/licences/new", data={"title": "X", "scope": "school"})
    assert licence.status_code == 422
    right = {"title": "AutoCAD", "scope": "device", "until": "2026-12-20"}
    assert (await bound.post("/licences/remove", data=right)).status_code == 404
    imported = await bound.post("/licences/import/keep", data={"carried": "dGl0ZWwKWAo="})
    assert imported.status_code == 403
    assert len(place.ledger.read(lambda books: books.licences.all())) == 3


async def test_what_is_here_can_be_changed(place: Place, bound: Browser, school: School) -> None:
    mine = next(one for one in school.others if one.site == SMALL)
    moved = await bound.post(f"/devices/{mine.device_id}/move", data={"site": SMALL, "room": "2", "kind": "staff"})
    assert moved.status_code == 303
    await bound.post(f"/devices/{mine.device_id}/retire")
    now = place.ledger.read(lambda books: books.devices.get(mine.device_id))
    assert now is not None
    assert (now.room, now.state) == ("2", "retired")
    assert (await bound.post(f"/devices/{mine.device_id}/delete")).status_code == 303
    assert place.ledger.read(lambda books: books.devices.get(mine.device_id)) is None


async def test_an_administrator_is_never_bound(place: Place, admin: Browser, school: School) -> None:
    place.ledger.write(lambda books: bind(books, "ann", [SMALL]))
    assert (await admin.get(f"/devices/{school.pc.device_id}")).status_code == 200


async def test_an_alert_about_a_room_is_for_who_sees_that_room(
    place: Place, bound: Browser, admin_too: Browser
) -> None:
    for number, (site, room) in enumerate([(MAIN, "07"), (SMALL, "1")]):
        made = alert(70 + number, Severity.URGENT, "room_silent")
        subject = room_subject(site, room)
        about = replace(made, subject=subject, finding=replace(made.finding, subject=subject))
        place.ledger.write(lambda books, about=about: books.alerts.add(about))  # type: ignore[misc]
    lists = "/alerts?rule=room_silent"
    assert "1 open melding" in (await bound.get(lists)).text
    assert "2 open meldingen" in (await admin_too.get(lists)).text
    assert "1 stuk" in (await bound.get("/rooms")).text
    page = (await bound.get(f"/rooms/one?site={SMALL}&name=1")).text
    assert "Schijf bijna vol" in page or "Disk almost full" in page
    assert "1 open melding" in (await bound.get(f"/alerts?site={SMALL}&room=1")).text
