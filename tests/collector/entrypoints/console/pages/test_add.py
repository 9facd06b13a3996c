from __future__ import annotations

import re

import pytest

from collector.entrypoints.console.a_school import School
from collector.entrypoints.console.conftest import Browser, Place

GOOD = {"site": "Hoofdgebouw", "room": "07", "kind": "shared", "uses": "30", "hours": "24"}


async def test_the_form_gives_two_commands_to_copy(place: Place, coordinator: Browser) -> None:
    answer = await coordinator.post("/add", data={**GOOD, "ask": "yes"})
    assert answer.status_code == 200
    assert re.search(r"sudo schoolwacht-agent enrol swt1\.[\w-]{100,}</pre>", answer.text)
    assert "sudo schoolwacht-agent service install</pre>" in answer.text
    assert "werkt 30 keer, tot 24/11/2026 10:12" in answer.text
    (token,) = place.ledger.read(lambda books: books.tokens.all())
    assert (token.site, token.room, token.device_class, token.uses_left, token.ask) == (
        "Hoofdgebouw", "07", "shared", 30, True,
    )  # fmt: skip
    deed = place.ledger.read(lambda books: books.audit.newest(1))[0]
    assert (deed.who, deed.action) == ("kim", "token.create")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("site", "  ", "Vul de vestiging in"),
        ("uses", "0", "van 1 tot 1.000"),
        ("uses", "1001", "van 1 tot 1.000"),
        ("uses", "veel", "van 1 tot 1.000"),
        ("hours", "745", "van 1 tot 744"),
        ("hours", "", "van 1 tot 744"),
        ("kind", "toaster", "Kies waarvoor"),
    ],
)
async def test_what_is_wrong_is_told_beside_the_field_and_nothing_is_lost(
    place: Place, coordinator: Browser, field: str, value: str, words: str
) -> None:
    answer = await coordinator.post("/add", data={**GOOD, field: value})
    assert answer.status_code == 422
    assert words in answer.text
    if field != "site":
        assert 'value="Hoofdgebouw"' in answer.text
    assert place.ledger.read(lambda books: books.tokens.all()) in ((), [])


async def test_a_waiting_computer_is_approved_with_one_button(
    place: Place, coordinator: Browser, school: School
) -> None:
    assert f"/devices/{school.waiting.device_id}/approve" in (await coordinator.get("/add")).text
    answer = await coordinator.post(f"/devices/{school.waiting.device_id}/approve")
    assert answer.headers["location"] == "/add#waiting"
    found = place.ledger.read(lambda books: books.devices.get(school.waiting.device_id))
    assert found is not None
    assert found.state == "active"
    assert place.changed == ["yes"]
    assert "Niemand wacht" in (await coordinator.get("/parts/waiting")).text


async def test_approving_never_lets_a_revoked_device_back_in(
    place: Place, coordinator: Browser, school: School
) -> None:
    place.ledger.write(lambda books: books.devices.change(school.pc.device_id, {"state": "revoked"}))
    await coordinator.post(f"/devices/{school.pc.device_id}/approve")
    await coordinator.post("/devices/unknown/approve")
    found = place.ledger.read(lambda books: books.devices.get(school.pc.device_id))
    assert found is not None
    assert found.state == "revoked"


async def test_a_command_that_still_works_can_be_withdrawn(place: Place, coordinator: Browser) -> None:
    await coordinator.post("/add", data=GOOD)
    (token,) = place.ledger.read(lambda books: books.tokens.all())
    page = (await coordinator.get("/add")).text
    assert "Opdrachten die nog werken" in page
    assert "voor nog 30 computers, tot 24/11/2026 10:12" in page
    answer = await coordinator.post(f"/tokens/{token.token_id}/withdraw")
    assert answer.headers["location"] == "/add#commands"
    assert place.ledger.read(lambda books: books.tokens.all()) == []
    assert "Opdrachten die nog werken" not in (await coordinator.get("/add")).text
    assert (await coordinator.post(f"/tokens/{token.token_id}/withdraw")).status_code == 303
