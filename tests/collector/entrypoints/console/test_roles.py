"""Every address of the console, and whom it lets in. A new address must be added here, or this fails."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place, logged_in, open_browser
from schoolwacht_collector.entrypoints.console.create import PAGES
from schoolwacht_collector.entrypoints.console.desk import ROLES

NOBODY, NEWCOMER = "nobody", "newcomer"
DOORS = {
    NOBODY: """
        GET /login, POST /login, POST /logout, GET /start/{link}, POST /start/{link}, GET /static/{name}
    """,
    NEWCOMER: "GET /password, POST /password, GET /setup/you, POST /setup/you",
    "viewer": """
        GET /, GET /parts/overview, GET /parts/simulated, GET /privacy, POST /me,
        GET /devices, GET /devices.csv, GET /devices/{device_id}, GET /devices/{device_id}/software,
        GET /devices/{device_id}/software.csv, GET /devices/{device_id}/changes, GET /devices/{device_id}/changes.csv,
        GET /devices/{device_id}/known, GET /devices/{device_id}/known/{table},
        GET /devices/{device_id}/known/{table}.csv,
        GET /devices/state/{which}, GET /devices/state/{which}.csv, GET /rooms, GET /rooms.csv, GET /rooms/one,
        GET /alerts, GET /alerts.csv, GET /alerts/{alert_id},
        GET /licences, GET /licences.csv, GET /licences/title, GET /licences/title.csv,
        GET /licences/use, GET /licences/use.csv,
        GET /disks, GET /disks.csv, GET /disks/health, GET /disks/health.csv, GET /backups, GET /backups.csv
    """,
    "coordinator": """
        GET /add, POST /add, GET /parts/waiting, GET /parts/arrivals, POST /devices/{device_id}/approve,
        POST /tokens/{token_id}/withdraw,
        GET /devices/{device_id}/manage, POST /devices/{device_id}/move, POST /devices/{device_id}/retire,
        POST /devices/{device_id}/restore, GET /devices/{device_id}/sure/{what}, POST /devices/{device_id}/revoke,
        GET /devices/asks, POST /devices/{device_id}/same, POST /devices/{device_id}/separate,
        POST /devices/{device_id}/delete, POST /alerts/{alert_id}/acknowledge, POST /undo,
        GET /licences/new, POST /licences/new, POST /licences/remove,
        GET /licences/import, POST /licences/import, POST /licences/import/keep
    """,
    "admin": """
        GET /settings, POST /settings, GET /settings/notify, POST /settings/notify, POST /settings/notify/remove,
        GET /settings/users, GET /settings/users.csv, POST /settings/users, GET /settings/users/one,
        POST /settings/users/change, POST /settings/users/shut-out, POST /settings/users/reset,
        GET /settings/limits, POST /settings/limits, POST /settings/limits/remove,
        GET /settings/usage, POST /settings/usage,
        GET /settings/backup, POST /settings/backup, GET /settings/audit, GET /settings/audit.csv,
        GET /setup, GET /setup/school, GET /setup/pc, GET /setup/notify, GET /setup/sample, POST /setup/done
    """,
}
NEEDS = {
    (door.split()[0], door.split()[1]): role
    for role, doors in DOORS.items()
    for door in re.split(r",\s*", doors.strip())
}


def routes() -> set[tuple[str, str]]:
    return {
        (method, route.path)
        for page in PAGES
        for route in page.router.routes
        if isinstance(route, APIRoute)
        for method in (route.methods or set()) - {"HEAD"}
    }


def test_every_address_says_here_whom_it_lets_in(place: Place) -> None:
    assert routes() == set(NEEDS)
    assert len(place.app.routes) == len(PAGES), "the application has no address beside those of its pages"


def filled(path: str, school: School) -> str:
    values = {
        "device_id": school.waiting.device_id,
        "alert_id": "1",
        "what": "delete",
        "name": "x",
        "link": "x",
        "table": "disks",
        "which": "systems",
        "token_id": "x",
    }
    return path.format(**values)


async def asked(browser: Browser, door: tuple[str, str], school: School) -> tuple[int, str]:
    method, path = door
    answer = await browser.request(method, filled(path, school))
    return answer.status_code, answer.headers.get("location", "")


@pytest.mark.parametrize("role", [*ROLES, "none"])
async def test_nobody_passes_a_door_that_is_not_theirs(place: Place, school: School, role: str) -> None:
    place.add_user("wie", role)
    barred = [door for door, needed in NEEDS.items() if needed in ROLES and not _is_enough(role, needed)]
    async with open_browser(place) as browser:
        await logged_in(browser, "wie")
        for door in barred:
            assert (await asked(browser, door, school))[0] == 403, door
    before = place.ledger.read(lambda books: books.devices.get(school.waiting.device_id))
    assert before == school.waiting


@pytest.mark.parametrize("role", ROLES)
async def test_everybody_passes_the_doors_that_are_theirs(place: Place, school: School, role: str) -> None:
    place.add_user("wie", role)
    mine = [door for door, needed in NEEDS.items() if needed in ROLES and _is_enough(role, needed)]
    async with open_browser(place) as browser:
        await logged_in(browser, "wie")
        for door in mine:
            status, location = await asked(browser, door, school)
            assert status not in {401, 403, 405, 500}, door
            assert not location.startswith("/login"), door


async def test_without_a_log_in_every_door_but_the_first_is_closed(place: Place, school: School) -> None:
    async with open_browser(place) as browser:
        for door, needed in NEEDS.items():
            status, location = await asked(browser, door, school)
            if needed != NOBODY:
                assert (status, location[:6]) == (303, "/login"), door


def test_pages_ask_the_ledger_through_the_desk(place: Place) -> None:
    """The desk knows the visitor's sites; a page that asks the ledger itself would forget them."""
    del place
    from importlib import resources

    pages = resources.files("schoolwacht_collector.entrypoints.console") / "pages"
    without_visitor = {"account.py", "machinery.py", "setup.py"}
    for page in pages.iterdir():
        if page.name.endswith(".py") and page.name not in without_visitor:
            assert "desk.ledger" not in page.read_text(), page.name


def _is_enough(role: str, needed: str) -> bool:
    return role in ROLES and ROLES.index(role) >= ROLES.index(needed)
