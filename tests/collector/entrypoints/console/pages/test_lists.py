"""Rooms, back-ups, disks and the audit trail: what stands in them, in which order, and as a file."""

from __future__ import annotations

import csv
import io
import re

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser

pytestmark = pytest.mark.usefixtures("school")


async def rows(browser: Browser, address: str) -> list[list[str]]:
    answer = await browser.get(address)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


async def test_rooms_tell_how_many_were_seen_and_what_asks_for_attention(viewer: Browser) -> None:
    page = (await viewer.get("/rooms")).text
    assert "2 van 9 lokalen vragen aandacht" in page
    names = re.findall(r'/rooms/one\?[^"]*"><bdi>([^<]+)', page)
    assert names[:3] == ["01", "02", "05"]
    sorted_page = (await viewer.get("/rooms?sort=trouble")).text
    assert re.findall(r'/rooms/one\?[^"]*"><bdi>([^<]+)', sorted_page)[:2] == ["Serverlokaal", "07"]


async def test_a_room_shows_its_machines_alerts_and_titles(viewer: Browser) -> None:
    page = (await viewer.get("/rooms/one?site=Hoofdgebouw&name=07")).text
    assert "Lokaal 07" in page
    assert page.count('href="/devices/0000') >= 5
    assert "/ is 92 % vol" in page
    assert "CorelDRAW Graphics Suite" in page
    listed = (await viewer.get("/rooms/one?site=Hoofdgebouw&name=07&look=list")).text
    assert "Debian GNU/Linux 12" in listed
    assert (await viewer.get("/rooms/one?site=Hoofdgebouw&name=none")).status_code == 404


async def test_a_room_tells_whether_a_program_is_on_every_computer(viewer: Browser) -> None:
    page = (await viewer.get("/rooms/one?site=Hoofdgebouw&name=07&q=libreoffice-calc")).text
    assert "4 van 5" in page
    assert "niet op nieuw-pc" in page
    nothing = (await viewer.get("/rooms/one?site=Hoofdgebouw&name=07&q=bestaat-niet")).text
    assert "Geen computer in dit lokaal" in nothing


async def test_back_ups_that_failed_come_first(viewer: Browser) -> None:
    page = (await viewer.get("/backups")).text
    assert "1 back-up is mislukt of te laat" in page
    assert page.index("Boekhouding") < page.index("Leerlingendossiers")
    assert "netwerkmap niet gevonden" in page
    assert "Boekhouding" not in (await viewer.get("/backups?state=ok")).text


async def test_the_fullest_volume_comes_first(viewer: Browser, school: School) -> None:
    page = (await viewer.get("/disks")).text
    assert "2 volumes zijn bijna vol" in page
    hosts = re.findall(r'/devices/[\w-]+"><bdi>([^<]+)', page)
    assert hosts[:2] == [school.server.host, school.pc.host]
    assert "97 %" in page


async def test_the_disk_that_is_failing_comes_first(viewer: Browser) -> None:
    page = (await viewer.get("/disks/health")).text
    assert "1 schijf gaat stuk of loopt gevaar" in page
    assert page.index("sdb") < page.index("sda")
    assert "de schijf zegt zelf dat ze stuk gaat" in page
    assert "sdb" not in (await viewer.get("/disks/health?state=good")).text


async def test_the_audit_trail_says_in_words_who_did_what(admin: Browser, school: School) -> None:
    await admin.post(f"/devices/{school.pc.device_id}/retire")
    page = (await admin.get("/settings/audit")).text
    assert "stelde een toestel buiten gebruik" in page
    assert "lok07-pc03" in page
    assert "buiten gebruik" not in (await admin.get("/settings/audit?q=aanmeldde")).text.split("<table")[-1]
    assert (await rows(admin, "/settings/audit.csv?who=ann"))[1][1:4] == [
        "ann", "stelde een toestel buiten gebruik", "lok07-pc03",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("address", "lines", "first"),
    [
        ("/devices.csv?room=07", 5, "Naam"),
        ("/alerts.csv?severity=urgent", 2, "Melding"),
        ("/licences.csv", 3, "Titel"),
        ("/licences/title.csv?name=AutoCAD", 28, "Titel"),
        ("/rooms.csv", 9, "Vestiging"),
        ("/backups.csv", 2, "Taak"),
        ("/disks.csv?q=lok07", 4, "Toestel"),
        ("/disks/health.csv", 2, "Toestel"),
    ],
)
async def test_every_list_is_a_file_with_the_same_filter(viewer: Browser, address: str, lines: int, first: str) -> None:
    found = await rows(viewer, address)
    assert len(found) - 1 == lines
    assert found[0][0] == first


async def test_the_name_of_a_file_tells_the_list_and_the_day(viewer: Browser) -> None:
    answer = await viewer.get("/devices.csv")
    assert answer.headers["content-disposition"] == 'attachment; filename="schoolwacht-toestellen-2026-11-23.csv"'
