from __future__ import annotations

import re

import pytest

from collector.entrypoints.console.conftest import Browser, Place

LIST = """\
titel;uitgever;bereik;aantal;geldig tot
CorelDRAW Graphics Suite;Corel;toestel;10;31/08/2027
Photo <b>;X;toestel;veel;
"""


def uploaded(text: str) -> dict[str, tuple[str, bytes]]:
    return {"file": ("licenties.csv", text.encode())}


@pytest.mark.usefixtures("school")
async def test_the_register_tells_what_is_short_first(coordinator: Browser) -> None:
    page = (await coordinator.get("/licences")).text
    assert "4 installaties zijn niet gedekt" in page
    order = [page.index(title) for title in ("CorelDRAW Graphics Suite", "AutoCAD", "Microsoft Office")]
    assert order == sorted(order)
    assert "vervalt over 27 dagen" in page
    assert (await coordinator.get("/licences?q=autodesk")).text.count('<th scope="row">') == 1


@pytest.mark.usefixtures("school")
async def test_a_title_names_rooms_and_machines(coordinator: Browser) -> None:
    page = (await coordinator.get("/licences/title?name=CorelDRAW Graphics Suite")).text
    assert "Kijk in: 05, 07" in page
    assert page.count("/devices/0000") == 7
    assert (await coordinator.get("/licences/title?name=Bestaat niet")).status_code == 404


@pytest.mark.usefixtures("school")
async def test_a_list_is_shown_first_and_kept_only_then(place: Place, coordinator: Browser) -> None:
    preview = await coordinator.post("/licences/import", files=uploaded(LIST))
    assert preview.status_code == 200
    assert "Regel 3:" in preview.text
    assert "0 nieuw, 1 gewijzigd" in preview.text
    assert "<b>" not in preview.text
    assert "4 installaties" in (await coordinator.get("/licences")).text, "nothing is kept yet"
    found = re.search(r'name="carried" value="([^"]+)"', preview.text)
    assert found is not None
    kept = await coordinator.post("/licences/import/keep", data={"carried": found[1]})
    assert kept.headers["location"] == "/licences"
    assert "Alles wat gevonden is, is gedekt" in (await coordinator.get("/licences")).text
    deed = place.ledger.read(lambda books: books.audit.newest(1))[0]
    assert (deed.who, deed.action, deed.details) == ("kim", "licence.import", "added 0, changed 1")
    again = await coordinator.post("/licences/import", files=uploaded(LIST))
    assert "Er zou niets wijzigen" in again.text


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "Kies eerst een bestand"), ("x" * 700_001, "te groot"), ("a;b\n1;2\n", "titel")],
)
async def test_a_file_that_is_no_list_is_told_so(coordinator: Browser, text: str, words: str) -> None:
    assert words in (await coordinator.post("/licences/import", files=uploaded(text))).text


async def test_what_did_not_arrive_whole_is_not_kept(coordinator: Browser) -> None:
    answer = await coordinator.post("/licences/import/keep", data={"carried": "%%%"})
    assert answer.status_code == 422
    assert "niet volledig aangekomen" in answer.text
