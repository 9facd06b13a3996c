from __future__ import annotations

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place

pytestmark = pytest.mark.usefixtures("school")


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 5),
        ("state=all", 6),
        ("state=solved", 1),
        ("severity=urgent", 2),
        ("severity=week", 2),
        ("rule=host_silent", 1),
        ("q=boekhouding", 1),
        ("q=lok07", 1),
        ("q=zzz", 0),
        ("page=99", 5),
    ],
)
async def test_the_list_is_filtered(coordinator: Browser, query: str, count: int) -> None:
    assert (await coordinator.get(f"/alerts?{query}")).text.count('<a class="what"') == count


async def test_an_alert_says_why_and_what_to_do(coordinator: Browser) -> None:
    page = (await coordinator.get("/alerts/1")).text
    for text in ("97,4 %", "95 %", "Netdata", "Serverlokaal", "dringend", "Wat je kunt doen"):
        assert text in page
    assert "21 lesdagen" in (await coordinator.get("/alerts/5")).text
    assert "4 toestellen" in (await coordinator.get("/alerts/4")).text
    assert "Gemeten" not in (await coordinator.get("/alerts/2")).text


async def test_taking_an_alert_on_is_seen_by_all_and_written_down(place: Place, coordinator: Browser) -> None:
    answer = await coordinator.post("/alerts/1/acknowledge", data={"note": " schijf\u202e besteld \n"})
    assert answer.headers["location"] == "/alerts/1"
    page = (await coordinator.get("/alerts/1")).text
    assert "kim volgt dit op" in page
    assert "schijf besteld" in page
    deed = place.ledger.read(lambda books: books.audit.newest(1))[0]
    assert (deed.who, deed.action, deed.subject, deed.details) == ("kim", "alert.acknowledge", "1", "schijf besteld")


async def test_taking_on_what_is_solved_changes_nothing(place: Place, coordinator: Browser) -> None:
    assert (await coordinator.post("/alerts/6/acknowledge")).status_code == 303
    alert = place.ledger.read(lambda books: books.alerts.get(6))
    assert alert is not None
    assert alert.acknowledged_by == ""


@pytest.mark.parametrize("number", ["99", "x", "-1", "9" * 40])
async def test_an_alert_that_does_not_exist_is_a_kind_404(coordinator: Browser, number: str) -> None:
    assert (await coordinator.get(f"/alerts/{number}")).status_code == 404


async def test_the_page_of_a_device_links_to_its_alert(coordinator: Browser, school: School) -> None:
    assert 'href="/alerts/3"' in (await coordinator.get(f"/devices/{school.pc.device_id}")).text
