"""Every page opens, for a school with everything and for one with nothing."""

from __future__ import annotations

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser

PAGES = [
    "/",
    "/parts/overview",
    "/parts/waiting",
    "/devices",
    "/devices?q=corel&sort=-seen&state=alerts",
    "/devices/state/systems",
    "/devices/state/windows11?state=ready",
    "/devices/state/security",
    "/licences",
    "/licences/import",
    "/alerts",
    "/alerts?state=all",
    "/add",
    "/privacy",
]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("school")
async def test_every_page_opens_for_a_school_with_everything(coordinator: Browser, page: str) -> None:
    answer = await coordinator.get(page)
    assert answer.status_code == 200, answer.text
    assert "<title>" in answer.text or page.startswith("/parts/")


@pytest.mark.parametrize("page", PAGES)
async def test_every_page_opens_for_a_school_with_nothing(coordinator: Browser, page: str) -> None:
    answer = await coordinator.get(page)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize(
    "page", ["", "?span=week", "/software", "/software?q=office", "/changes", "/changes?days=365", "/known"]
)
async def test_every_page_about_a_device_opens(coordinator: Browser, school: School, page: str) -> None:
    for device in (school.pc, school.server, school.silent, school.waiting):
        answer = await coordinator.get(f"/devices/{device.device_id}{page}")
        assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("school")
async def test_every_alert_has_a_page(coordinator: Browser) -> None:
    for number in range(1, 7):
        answer = await coordinator.get(f"/alerts/{number}")
        assert answer.status_code == 200, answer.text
