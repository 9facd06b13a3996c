from __future__ import annotations

import time
from dataclasses import replace
from datetime import timedelta

import pytest

from collector.entrypoints.console.a_school import NOW, School, device
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.entrypoints.console.views.piles import ONE_CAUSE, pile_of, piles


def alert(number: int, severity: Severity, rule: str = "disk_full", device_id: str = "", **changes: str) -> Alert:
    text = say("Disk almost full")
    finding = Finding(Subject(device_id, str(number)), severity, text, text, 91.0, 90.0)
    opened = NOW - timedelta(hours=number)
    plain = Alert(number, rule, finding.subject, AlertState.OPEN, finding, opened, opened_at=opened)
    return replace(plain, **changes)  # type: ignore[arg-type]


def test_urgent_is_broken_the_rest_is_for_this_week_and_silence_stands_apart() -> None:
    found = [
        alert(1, Severity.NOTICE),
        alert(2, Severity.WARNING),
        alert(3, Severity.URGENT),
        alert(4, Severity.NOTICE, "host_silent"),
        alert(5, Severity.URGENT, "host_silent"),
    ]
    broken, week, silent = piles(found)
    assert [[one.alert_id for one in pile] for pile in (broken, week, silent)] == [[3, 5], [2, 1], [4]]


def test_what_somebody_took_on_comes_last() -> None:
    broken, _, _ = piles([alert(1, Severity.URGENT, acknowledged_by="kim"), alert(2, Severity.URGENT)])
    assert [one.alert_id for one in broken] == [2, 1]


@pytest.mark.usefixtures("school")
async def test_the_title_is_the_answer(coordinator: Browser) -> None:
    page = (await coordinator.get("/")).text
    assert "2 dingen zijn stuk, 2 vragen werk deze week" in page
    assert "Maandag 23 november, lesdag" in page
    assert "28 van 29 toestellen vandaag gezien" in page
    assert "1 computer wacht op je goedkeuring" in page


async def test_a_school_where_all_is_well_reads_so_in_one_line(place: Place, coordinator: Browser) -> None:
    place.ledger.write(lambda books: books.devices.add(device(1, "lok01-pc01", "School", "01")))
    page = (await coordinator.get("/")).text
    assert "<h1>Alles in orde</h1>" in page
    assert "1 van 1 toestel vandaag gezien" in page


async def test_a_school_without_computers_is_told_how_to_add_one(coordinator: Browser) -> None:
    page = (await coordinator.get("/")).text
    assert "Nog geen computer meldt zich hier" in page
    assert 'class="button primary" href="/add"' in page


@pytest.mark.usefixtures("school")
async def test_a_part_that_did_not_change_is_not_sent_again(place: Place, coordinator: Browser) -> None:
    first = await coordinator.get("/parts/overview")
    mark = first.headers["etag"]
    again = await coordinator.get("/parts/overview", headers={"if-none-match": mark})
    assert (again.status_code, again.content) == (304, b"")
    assert mark.replace('"', '\\"') in first.text
    assert mark.replace('"', '\\"') in (await coordinator.get("/")).text
    place.ledger.write(lambda books: books.alerts.change(1, {"acknowledged_by": "kim"}))
    changed = await coordinator.get("/parts/overview", headers={"if-none-match": mark})
    assert changed.status_code == 200
    assert "kim volgt dit op" in changed.text


def fill(books: Books) -> None:
    for number in range(1000):
        one = device(
            number + 5000, f"lok{number // 20:02d}-pc{number % 20:02d}", f"Site {number % 3}", f"{number // 20:02d}"
        )
        books.devices.add(one)
        if number % 2 == 0:
            severity = list(Severity)[number % 3]
            books.alerts.add(alert(number % 200, severity, device_id=one.device_id))


async def test_a_thousand_computers_are_shown_in_a_blink(place: Place, coordinator: Browser, school: School) -> None:
    del school
    place.ledger.write(fill)
    await coordinator.get("/")
    took = []
    for _ in range(5):
        start = time.perf_counter()
        page = await coordinator.get("/")
        took.append(time.perf_counter() - start)
    assert page.status_code == 200
    assert len(page.content) < 150 * 1024
    assert min(took) < 0.3, "300 ms for a thousand computers"


def test_the_same_trouble_in_one_room_is_one_line() -> None:
    machines = {f"d{n}": device(n, f"pc{n}", "School", "05") for n in range(4)}
    by_id = {one.device_id: one for one in machines.values()}
    ids = list(by_id)
    same = [alert(n, Severity.WARNING, device_id=ids[n]) for n in range(ONE_CAUSE)]
    other = alert(9, Severity.WARNING, "updates_late", ids[0])
    taken = alert(10, Severity.WARNING, device_id=ids[3], acknowledged_by="kim")
    titles = {"disk_full": say("Disk almost full")}
    pile = pile_of([*same, other, taken], by_id, titles, 6)
    assert [(thing.count, thing.alert.rule) for thing in pile.things] == [
        (3, "disk_full"),
        (1, "updates_late"),
        (1, "disk_full"),
    ]
    assert (pile.count, pile.alerts) == (3, 5)
    few = pile_of(same[:2], by_id, titles, 6)
    assert [thing.count for thing in few.things] == [1, 1]


def test_machines_without_a_room_are_never_put_together() -> None:
    by_id = {one.device_id: one for one in (device(n, f"pc{n}", "School", "") for n in range(5))}
    alerts = [alert(n, Severity.WARNING, device_id=device_id) for n, device_id in enumerate(by_id)]
    assert pile_of(alerts, by_id, {"disk_full": say("x")}, 9).count == 5


async def test_a_line_of_several_leads_to_their_alerts(place: Place, coordinator: Browser, school: School) -> None:
    room = [one for one in school.others if one.room == "12"]
    place.ledger.write(
        lambda books: [
            books.alerts.add(alert(50 + n, Severity.WARNING, device_id=one.device_id)) for n, one in enumerate(room)
        ]
    )
    page = (await coordinator.get("/")).text
    assert "Schijf bijna vol: 4 toestellen" in page
    assert 'href="/alerts?rule=disk_full&amp;site=Hoofdgebouw&amp;room=12"' in page
    listed = (await coordinator.get("/alerts?rule=disk_full&site=Hoofdgebouw&room=12")).text
    assert "4 open meldingen" in listed
