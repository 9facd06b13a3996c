"""Licence use: the page, and the switch."""

from __future__ import annotations

import pytest

from collector.entrypoints.console.a_use import AUTOCAD, used_school
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.usecases.measure_use import measured_classes


@pytest.mark.usefixtures("school")
async def test_where_it_is_off_the_page_says_so_and_calls_nothing_unused(coordinator: Browser) -> None:
    page = (await coordinator.get("/licences/use")).text
    assert "Licentiegebruik wordt niet gemeten" in page
    assert "niet gemeten" in page
    assert "device by device" not in page
    assert "toestel per toestel" not in page


@pytest.mark.usefixtures("school")
async def test_the_page_tells_on_how_many_devices_a_title_was_used(place: Place, coordinator: Browser) -> None:
    used, unused = used_school(place.ledger, AUTOCAD)
    page = (await coordinator.get("/licences/use")).text
    assert "1 installatie is niet gebruikt" in page
    assert f'href="/devices/{used}"' in page
    assert f'href="/devices/{unused}"' in page
    file = (await coordinator.get("/licences/use.csv")).text
    assert "AutoCAD" in file
    assert "niet bekend" in file


async def test_the_switch_says_what_is_counted_and_can_be_undone(place: Place, admin: Browser) -> None:
    page = (await admin.get("/settings/usage")).text
    assert "nooit wie er zat" in page
    assert "checked" not in page
    answer = await admin.post("/settings/usage", data={"classes": ["shared", "nonsense"]})
    assert answer.headers["location"] == "/settings/usage?done=yes"
    assert place.ledger.read(measured_classes) == {DeviceClass.SHARED}
    assert place.changed, "agents are told with their next message"
    assert "zoals je koos" in (await admin.get("/settings/usage?done=yes")).text
    await admin.post("/undo", data={"back": "/settings/usage"})
    assert place.ledger.read(measured_classes) == frozenset()
    deeds = place.ledger.read(lambda books: books.audit.newest(2))
    assert [(deed.action, deed.details) for deed in deeds] == [
        ("licence.measure", "none (undo)"),
        ("licence.measure", "shared"),
    ]


async def test_switching_off_is_told_and_nothing_changed_is_no_deed(place: Place, admin: Browser) -> None:
    await admin.post("/settings/usage", data={"classes": ["shared"]})
    await admin.post("/settings/usage", data={})
    assert "wordt niet meer geteld" in (await admin.get("/settings/usage?done=yes")).text
    answer = await admin.post("/settings/usage", data={})
    assert answer.headers["location"] == "/settings/usage?done=saved"
    assert (
        len([one for one in place.ledger.read(lambda books: books.audit.newest(9)) if one.action == "licence.measure"])
        == 2
    )


async def test_what_somebody_changed_since_is_not_undone(place: Place, admin: Browser) -> None:
    await admin.post("/settings/usage", data={"classes": ["shared"]})
    place.ledger.write(lambda books: books.settings.put("licence_use.classes", '["loan"]'))
    answer = await admin.post("/undo", data={"back": "/settings/usage"})
    assert answer.headers["location"].endswith("done=late")
    assert place.ledger.read(measured_classes) == {DeviceClass.LOAN}
