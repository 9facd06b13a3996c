from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books.facts import Cells, FactTable
from schoolwacht_collector.domain.series import Series, Window
from schoolwacht_collector.ports import Busy


async def test_the_page_tells_what_the_machine_is_and_what_is_wrong(coordinator: Browser, school: School) -> None:
    page = (await coordinator.get(f"/devices/{school.pc.device_id}")).text
    for text in ("OptiPlex 3080", "Intel Core i5-10505", "8,2 GB", "/ is 92 % vol", "tekort 4", "CorelDRAW"):
        assert text in page
    assert page.count('<svg class="chart"') == 4
    assert "stippellijn: waarschuwing boven 90 %" in page


async def test_a_week_shows_a_week(coordinator: Browser, school: School) -> None:
    page = (await coordinator.get(f"/devices/{school.pc.device_id}?span=week")).text
    for day in ("di", "wo", "do", "vr", "za", "zo"):
        assert f'text-anchor="middle">{day}</text>' in page
    assert len(page.encode()) < 150 * 1024


async def test_a_server_shows_how_its_back_ups_went(coordinator: Browser, school: School) -> None:
    page = (await coordinator.get(f"/devices/{school.server.device_id}")).text
    assert "netwerkmap niet gevonden" in page
    assert page.index("Boekhouding</bdi><br>") < page.index("Leerlingendossiers</bdi><br>")


async def test_without_the_store_the_rest_of_the_page_stays(
    place: Place, coordinator: Browser, school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_: Window) -> Sequence[Series]:
        raise Busy("InfluxDB does not answer")

    monkeypatch.setattr(place.series, "window", away)
    answer = await coordinator.get(f"/devices/{school.pc.device_id}")
    assert answer.status_code == 200
    assert "De metingen zijn even niet bereikbaar" in answer.text
    assert "OptiPlex 3080" in answer.text


async def test_facts_of_the_wrong_kind_break_nothing(place: Place, coordinator: Browser, school: School) -> None:
    odd: Cells = {"part": "system", "cores": "veel", "threads": 1.5, "memory_bytes": "groot", "model": 7}
    table = FactTable("hardware", place.clock(), b"x" * 32, 1)
    place.ledger.write(lambda books: books.facts.put(school.pc.device_id, table, {"system": odd}, []))
    assert (await coordinator.get(f"/devices/{school.pc.device_id}")).status_code == 200


async def test_a_copied_disk_is_told(place: Place, coordinator: Browser, school: School) -> None:
    now = place.clock()
    place.ledger.write(lambda books: books.devices.change(school.pc.device_id, {"cloned_at": now}))
    assert (
        "Twee toestellen gebruiken deze identiteit" in (await coordinator.get(f"/devices/{school.pc.device_id}")).text
    )


async def test_programs_are_searched_by_name_and_publisher(coordinator: Browser, school: School) -> None:
    home = f"/devices/{school.pc.device_id}/software"
    everything, some, none = [(await coordinator.get(home + query)).text for query in ("", "?q=AUTODESK", "?q=zzz")]
    assert "68 programma's" in everything
    assert "1 van 68 programma's" in some
    assert "AutoCAD 2025" in some
    assert "Dat programma staat niet op dit toestel" in none


@pytest.mark.parametrize("rest", ["", "/software", "/changes"])
async def test_a_device_that_does_not_exist_is_a_kind_404(coordinator: Browser, rest: str) -> None:
    answer = await coordinator.get(f"/devices/unknown{rest}")
    assert answer.status_code == 404
    assert "Deze pagina bestaat niet" in answer.text


HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>\u202ecod.exe\u2066\x00" + "A" * 10_000


async def test_names_from_a_hostile_machine_stay_text(place: Place, coordinator: Browser, school: School) -> None:
    pc = school.pc.device_id
    names = {
        "host": HOSTILE,
        "operating_system": HOSTILE,
        "serial": HOSTILE,
        "room": "<img src=x>",
        "site": '"><script>alert(1)',
    }
    place.ledger.write(lambda books: books.devices.change(pc, names))
    alert = place.ledger.read(lambda books: books.alerts.get(3))
    assert alert is not None
    finding = replace(alert.finding, summary=replace(alert.finding.summary, values={"volume": HOSTILE}))
    place.ledger.write(
        lambda books: books.alerts.change(3, {"finding": finding, "note": HOSTILE, "acknowledged_by": HOSTILE})
    )
    for page in ("/", "/devices", f"/devices/{pc}", "/alerts", "/alerts/3", "/add", "/licences/title?name=AutoCAD"):
        answer = await coordinator.get(page)
        assert answer.status_code == 200, page
        assert "<script>alert" not in answer.text, page
        assert "<img" not in answer.text.replace('<img src="/static', ""), page
        assert "\u202e" not in answer.text, page
        assert "\u2066" not in answer.text, page
        assert "A" * 600 not in _without_links(answer.text), page


def _without_links(page: str) -> str:
    return " ".join(part.partition('"')[2] for part in page.split('href="'))
