"""Which computer is this? The page with the two answers."""

from __future__ import annotations

from collector.domain.identity_situations import FULL
from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.identities import Moment, Question
from schoolwacht_collector.domain.identity_likeness import Likeness
from schoolwacht_collector.domain.identity_matching import Candidate, Why


def ask(place: Place, school: School, reason: Likeness | Why = Why.STILL_HEARD) -> None:
    def work(books: Books) -> None:
        candidates = (Candidate(school.pc.device_id, reason),)
        books.identities.keep_signs(school.waiting.device_id, FULL)
        books.identities.put(Question(school.waiting.device_id, Moment.JOINING, candidates, place.clock()))

    place.ledger.write(work)


async def test_without_questions_the_page_says_so(coordinator: Browser) -> None:
    assert "Geen vragen" in (await coordinator.get("/devices/asks")).text
    assert "/devices/asks" not in (await coordinator.get("/devices")).text


async def test_a_question_names_both_computers_and_the_reason(
    place: Place, coordinator: Browser, school: School
) -> None:
    ask(place, school)
    page = (await coordinator.get("/devices/asks")).text

    assert school.waiting.host in page
    assert school.pc.host in page
    assert "terwijl dit toestel zelf nog van zich laat horen" in page
    assert "/devices/asks" in (await coordinator.get("/devices")).text


async def test_the_same_computer_is_told_and_undone(place: Place, coordinator: Browser, school: School) -> None:
    ask(place, school)
    home = f"/devices/{school.waiting.device_id}"
    answer = await coordinator.post(f"{home}/same", data={"known": school.pc.device_id})

    assert answer.headers["location"] == "/devices/asks?done=yes"
    page = (await coordinator.get("/devices/asks?done=yes")).text
    assert f"Je hebt gezegd welke computer {school.waiting.host} is." in page
    assert "Geen vragen" in page
    undone = await coordinator.post("/undo", data={"back": "/devices/asks"})
    assert undone.headers["location"] == "/devices/asks?done=undone"
    assert "Dezelfde computer" in (await coordinator.get("/devices/asks")).text
    assert len(place.changed) == 2, "the doors look anew each time"


async def test_another_computer_is_let_in(place: Place, coordinator: Browser, school: School) -> None:
    ask(place, school)
    await coordinator.post(f"/devices/{school.waiting.device_id}/separate")
    device = place.ledger.read(lambda books: books.devices.get(school.waiting.device_id))

    assert device is not None
    assert device.state == "active"


async def test_an_answer_that_somebody_gave_already_changes_nothing(coordinator: Browser, school: School) -> None:
    answer = await coordinator.post(f"/devices/{school.waiting.device_id}/separate")

    assert answer.headers["location"] == "/devices/asks"
    assert (await coordinator.post("/devices/nobody/separate")).status_code == 404
    known = {"known": "nobody"}
    assert (await coordinator.post(f"/devices/{school.waiting.device_id}/same", data=known)).status_code == 404
