"""What people come for, in both languages, each in five clicks or less: what they type is not counted.

With SCHOOLWACHT_PICTURES=1 the walks also take the pictures of the documentation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, expect

from collector.entrypoints.console.a_school import NOW, device
from collector.entrypoints.console.conftest import PASSWORD
from e2e.console.conftest import Site, Window, opened
from schoolwacht_collector.usecases.keep_backups import note_good

pytestmark = pytest.mark.e2e

MOST_CLICKS = 5
WORDS = {
    "nl": {
        "waiting": "Wachten tot de computer zich meldt",
        "here": "De computer is er",
        "fullest": "2 volumes zijn bijna vol",
        "on it": "volgt dit op",
        "short": "4 installaties zijn niet gedekt",
        "bought": "12 licenties",
        "in order": "De back-up van Schoolwacht is in orde",
        "file": "schoolwacht-toestellen-2026-11-23.csv",
    },
    "en": {
        "waiting": "Waiting for the computer to report",
        "here": "It is here",
        "fullest": "2 volumes are almost full",
        "on it": "is on it",
        "short": "4 installs are not covered",
        "bought": "12 licences",
        "in order": "The back-up of Schoolwacht is in order",
        "file": "schoolwacht-devices-2026-11-23.csv",
    },
}
both = pytest.mark.parametrize("language", ["nl", "en"])


@pytest.fixture
def walker(chromium: Browser, site: Site, language: str) -> Iterator[Window]:
    """Somebody who just logged in and looks at the first page."""
    window = opened(chromium, site, language=language)
    window.log_in(site.user(f"loper-{language}", language, role="admin"))
    yield window
    assert window.clicks <= MOST_CLICKS
    assert window.elsewhere == []
    assert window.complaints == []
    window.page.context.close()


@both
def test_from_the_first_link_to_the_first_computer(chromium: Browser, new_site: Site, language: str) -> None:
    window, words = opened(chromium, new_site, language=language), WORDS[language]
    window.open("/start/eerste")
    window.click("main button")
    window.page.fill("#f-name", "Kim")
    window.page.fill("#f-password", PASSWORD)
    window.click("button.primary")
    window.page.fill("#f-name", "GBS De Linde")
    window.picture(f"setup-school-{language}", whole=True)
    window.click("button.primary")
    window.page.fill("#f-room", "07")
    window.click("button.primary")
    expect(window.page.locator("#c-enrol")).to_contain_text("sudo schoolwacht-agent enrol swt1.")
    expect(window.page.locator("#arrivals")).to_contain_text(words["waiting"])
    window.picture(f"setup-pc-{language}", whole=True)
    came = replace(device(1, "lok07-pc01", "GBS De Linde", "07"), enrolled_at=NOW)
    new_site.ledger.write(lambda books: books.devices.add(came))
    expect(window.page.locator("#arrivals")).to_contain_text(words["here"], timeout=15_000)
    expect(window.page.locator("#arrivals")).to_contain_text("lok07-pc01")
    assert window.clicks <= MOST_CLICKS
    assert window.elsewhere == []
    assert window.complaints == []
    window.page.context.close()


@both
def test_find_the_fullest_disk(walker: Window, language: str) -> None:
    walker.picture(f"overview-{language}", whole=True)
    walker.click(".top .places a[href='/disks']")
    expect(walker.page.locator("h1")).to_have_text(WORDS[language]["fullest"])
    first = walker.page.locator("tbody tr").first
    expect(first).to_contain_text("srv-admin")
    expect(first).to_contain_text("97 %")
    walker.picture(f"disks-{language}")


@both
def test_take_an_alert_on(walker: Window, language: str) -> None:
    walker.click("main .things .what >> nth=0")
    walker.page.wait_for_url(re.compile(r"/alerts/\d+$"))
    walker.page.fill("#f-note", "ik kijk ernaar" if language == "nl" else "I am looking")
    walker.click("main button.primary")
    expect(walker.page.locator("#h-take")).to_contain_text(f"loper-{language} {WORDS[language]['on it']}")
    walker.picture(f"alert-{language}")


@both
def test_enter_a_licence(walker: Window, language: str) -> None:
    title = "PyCharm Professional" if language == "nl" else "Sublime Text"
    walker.click(".top .places a[href='/licences']")
    walker.picture(f"licences-{language}")
    walker.click("main a[href='/licences/new']")
    walker.page.fill("#f-title", title)
    walker.page.fill("#f-seats", "12")
    walker.page.fill("#f-until", "2027-08-31")
    walker.picture(f"licence-form-{language}")
    walker.click("main button.primary")
    expect(walker.page.locator("h1")).to_contain_text(title)
    expect(walker.page.locator(".lead")).to_contain_text(WORDS[language]["bought"])
    expect(walker.page.locator("main")).to_contain_text("31/08/2027")


@both
def test_find_an_unlicensed_install(walker: Window, language: str) -> None:
    walker.click(".top .places a[href='/licences']")
    expect(walker.page.locator("h1")).to_have_text(WORDS[language]["short"])
    walker.click("tbody th a >> nth=0")
    expect(walker.page.locator("h1")).to_have_text("CorelDRAW Graphics Suite")
    expect(walker.page.locator("main")).to_contain_text("lok05-pc01")
    walker.picture(f"licence-{language}")


@both
def test_export_a_list(walker: Window, language: str) -> None:
    walker.click(".top .places a[href='/devices']")
    walker.picture(f"devices-{language}")
    with walker.page.expect_download() as coming:
        walker.click("main a[download]")
    assert coming.value.suggested_filename == WORDS[language]["file"]
    lines = coming.value.path().read_text("utf-8-sig").splitlines()
    assert len(lines) > 29
    assert any("lok07-pc03" in line for line in lines)


@both
def test_find_out_how_to_restore_a_back_up(walker: Window, site: Site, language: str) -> None:
    made = NOW - timedelta(hours=9)
    site.ledger.write(lambda books: note_good(books, made, "/srv/back-ups/schoolwacht.swb", 41_000_000))
    walker.click("details.menu > summary.face")
    walker.click("details.menu a[href='/settings']")
    walker.click(".tabs a[href='/settings/backup']")
    expect(walker.page.locator("h1")).to_have_text(WORDS[language]["in order"])
    expect(walker.page.locator("#c-restore")).to_have_text("schoolwacht restore /srv/back-ups/schoolwacht.swb")
    walker.picture(f"own-backup-{language}")


@both
def test_a_room_is_looked_at_and_a_machine_moved_and_put_back(walker: Window, language: str) -> None:
    walker.page.goto(walker.site.url + "/rooms/one?site=Hoofdgebouw&name=07")
    walker.picture(f"room-{language}", whole=True)
    walker.click("main .rooms a >> nth=2")
    walker.page.goto(walker.page.url + "?span=week")
    walker.picture(f"device-{language}", whole=True)
    walker.click(".tabs a[href$='/manage']")
    walker.page.fill("#f-room", "99")
    walker.click("main button.primary")
    expect(walker.page.locator(".banner.ok")).to_contain_text("99")
    walker.click(".banner.ok button")
    expect(walker.page.locator(".crumbs")).to_contain_text("07")
