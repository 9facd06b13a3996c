from __future__ import annotations

import pytest

from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.domain.licences import Entitlement

GOOD = {"title": "coreldraw graphics suite", "scope": "device", "seats": "10", "until": "2028-08-31"}


def rights(place: Place, title: str) -> list[Entitlement]:
    return [one for one in place.ledger.read(lambda books: books.licences.all()) if one.title == title]


@pytest.mark.usefixtures("school")
async def test_a_licence_is_entered_by_form_under_its_known_name(place: Place, coordinator: Browser) -> None:
    answer = await coordinator.post("/licences/new", data=GOOD)
    assert answer.headers["location"] == "/licences/title?name=CorelDRAW+Graphics+Suite"
    assert [one.seats for one in rights(place, "CorelDRAW Graphics Suite")] == [3, 10]
    page = (await coordinator.get(answer.headers["location"])).text
    assert "31/08/2028" in page
    deed = place.ledger.read(lambda books: books.audit.newest(1))[0]
    assert (deed.action, deed.details) == ("licence.add", "device 10")


async def test_the_form_offers_the_titles_that_need_a_licence(coordinator: Browser) -> None:
    page = (await coordinator.get("/licences/new?title=AutoCAD")).text
    assert '<option value="CorelDRAW Graphics Suite">' in page
    assert 'value="AutoCAD"' in page


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("title", " ", "Vul de naam van het programma in"),
        ("scope", "galaxy", "Kies wat"),
        ("seats", "veel", "Vul een getal in"),
        ("seats", "0", "Vul een getal in"),
        ("until", "morgen", "Vul een datum in"),
        ("scope", "site", "voor welke vestiging"),
    ],
)
async def test_what_is_wrong_is_told_and_nothing_is_lost(
    place: Place, coordinator: Browser, field: str, value: str, words: str
) -> None:
    answer = await coordinator.post("/licences/new", data={**GOOD, "publisher": "Corel", field: value})
    assert answer.status_code == 422
    assert words in answer.text
    assert 'value="Corel"' in answer.text
    assert place.ledger.read(lambda books: len(books.licences.all())) == 0


@pytest.mark.usefixtures("school")
async def test_one_licence_of_a_title_goes_and_comes_back(place: Place, coordinator: Browser) -> None:
    await coordinator.post("/licences/new", data=GOOD)
    both = rights(place, "CorelDRAW Graphics Suite")
    answer = await coordinator.post(
        "/licences/remove",
        data={"title": "CorelDRAW Graphics Suite", "scope": "device", "site": "", "until": "2027-08-31"},
    )
    assert answer.headers["location"] == "/licences?done=yes"
    assert rights(place, "CorelDRAW Graphics Suite") == both[1:]
    assert (
        "De licentie voor CorelDRAW Graphics Suite is verwijderd" in (await coordinator.get("/licences?done=yes")).text
    )
    await coordinator.post("/undo", data={"back": "/licences"})
    assert sorted(rights(place, "CorelDRAW Graphics Suite"), key=lambda one: one.seats or 0) == both


@pytest.mark.usefixtures("school")
async def test_a_licence_that_is_not_there_cannot_be_removed(coordinator: Browser) -> None:
    gone = {"title": "AutoCAD", "scope": "school", "site": "", "until": ""}
    assert (await coordinator.post("/licences/remove", data=gone)).status_code == 404
