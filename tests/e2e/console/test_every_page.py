"""Every page, in both languages and colours, on phone and desk: accessible, inside its width, asking nobody else."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from e2e.console.conftest import Site, Window, opened

pytestmark = pytest.mark.e2e

PAGES = [
    "/",
    "/devices",
    "/devices?q=nothing-like-this",
    "/devices/{pc}",
    "/devices/{pc}?span=week",
    "/devices/{server}",
    "/devices/{pc}/software?q=libre",
    "/devices/{pc}/changes",
    "/devices/{pc}/changes?days=365",
    "/devices/{pc}/known",
    "/devices/{server}/known",
    "/devices/{pc}/known/peripherals",
    "/devices/state/systems",
    "/devices/state/windows11",
    "/devices/state/security",
    "/devices/{pc}/manage",
    "/devices/{pc}/sure/delete",
    "/rooms",
    "/rooms/one?site=Hoofdgebouw&name=07&q=libre",
    "/rooms/one?site=Hoofdgebouw&name=07&look=list",
    "/licences",
    "/licences/title?name=CorelDRAW+Graphics+Suite",
    "/licences/new",
    "/licences/import",
    "/alerts",
    "/alerts?state=solved",
    "/alerts/1",
    "/disks",
    "/disks/health",
    "/backups",
    "/add",
    "/privacy",
    "/settings",
    "/settings/notify",
    "/settings/users",
    "/settings/users/one?name=vera",
    "/settings/limits",
    "/settings/backup",
    "/settings/audit",
    "/setup/school",
    "/setup/pc",
    "/setup/notify",
    "/setup/sample",
    "/no-such-page",
    "/password",
]
LOOKS = [(language, theme, width) for language in ("nl", "en") for theme in ("light", "dark") for width in (375, 1280)]


@pytest.mark.parametrize(("language", "theme", "width"), LOOKS)
def test_every_page_is_accessible_and_keeps_to_itself(
    chromium: Browser, site: Site, language: str, theme: str, width: int
) -> None:
    window = opened(chromium, site, width=width)
    troubles: list[str] = []
    site.user("vera", role="viewer")
    window.log_in(site.user(f"{language}-{theme}-{width}", language, theme, "admin"))
    for pattern in PAGES:
        window.open(pattern.format(pc=site.school.pc.device_id, server=site.school.server.device_id))
        for details in window.page.locator("main details").all():
            details.evaluate("element => { element.open = true; }")
        assert window.page.locator("html").get_attribute("lang") == language
        troubles += _troubles(window, pattern)
    assert troubles == []
    assert window.elsewhere == []
    assert [one for one in window.complaints if "404" not in one] == []
    window.page.context.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_the_pages_in_front_of_the_log_in_are_accessible(chromium: Browser, site: Site, width: int) -> None:
    window = opened(chromium, site, width=width)
    for path in ("/login", "/start/abc"):
        window.open(path)
        assert _troubles(window, path) == []
    assert window.elsewhere == []
    assert window.complaints == []
    window.page.context.close()


def test_open_menus_are_accessible_and_stay_inside_a_phone(chromium: Browser, site: Site) -> None:
    window = opened(chromium, site, width=375)
    window.log_in(site.user("menus"))
    for number in (0, 1):
        window.page.locator("details.menu > summary").nth(number).click()
        assert _troubles(window, f"menu {number}") == []
        window.page.keyboard.press("Escape")
    window.page.context.close()


def _troubles(window: Window, name: str) -> list[str]:
    page = window.page
    overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    sideways = [f"{name} scrolls sideways by {overflow} px"] if overflow > 0 else []
    found = Axe().run(page, options={"resultTypes": ["violations"]})
    return sideways + ([f"{name}: {found.generate_report()}"] if found.violations_count else [])
