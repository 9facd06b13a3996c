from __future__ import annotations

from datetime import timedelta

import pytest

from collector.entrypoints.console.a_school import MAIN, School
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.domain.devices import Device


def found(place: Place, device: Device) -> Device:
    one = place.ledger.read(lambda books: books.devices.get(device.device_id))
    assert one is not None
    return one


async def test_a_move_says_where_it_is_now_and_can_be_undone(
    place: Place, coordinator: Browser, school: School
) -> None:
    home = f"/devices/{school.pc.device_id}"
    answer = await coordinator.post(f"{home}/move", data={"site": MAIN, "room": "12", "kind": "staff"})
    assert answer.headers["location"] == f"{home}?done=yes"
    page = (await coordinator.get(f"{home}?done=yes")).text
    assert "lok07-pc03 staat nu in 12." in page
    undone = await coordinator.post("/undo", data={"back": home})
    assert undone.headers["location"] == f"{home}?done=undone"
    assert found(place, school.pc) == school.pc
    assert "weer zoals voordien" in (await coordinator.get(f"{home}?done=undone")).text
    again = await coordinator.post("/undo", data={"back": home})
    assert again.headers["location"] == f"{home}?done=late", "undoing twice does nothing"


async def test_a_move_that_somebody_changed_since_is_not_undone(
    place: Place, coordinator: Browser, school: School
) -> None:
    home = f"/devices/{school.pc.device_id}"
    await coordinator.post(f"{home}/move", data={"site": MAIN, "room": "12", "kind": "shared"})
    place.ledger.write(lambda books: books.devices.change(school.pc.device_id, {"room": "99"}))
    answer = await coordinator.post("/undo", data={"back": "/devices?q=x"})
    assert answer.headers["location"] == "/devices?q=x&done=late"
    assert found(place, school.pc).room == "99"


async def test_what_was_done_long_ago_is_not_undone(place: Place, coordinator: Browser, school: School) -> None:
    await coordinator.post(f"/devices/{school.pc.device_id}/retire")
    assert found(place, school.pc).state == "retired"
    place.clock.pass_by(timedelta(minutes=11))
    assert "Ongedaan maken" not in (await coordinator.get(f"/devices/{school.pc.device_id}?done=yes")).text
    await coordinator.post("/undo")
    assert found(place, school.pc).state == "retired"


async def test_a_retired_device_comes_back_by_undo_or_by_its_button(
    place: Place, coordinator: Browser, school: School
) -> None:
    home = f"/devices/{school.pc.device_id}"
    await coordinator.post(f"{home}/retire")
    await coordinator.post("/undo", data={"back": home})
    assert found(place, school.pc).state == "active"
    await coordinator.post(f"{home}/retire")
    assert "Terug in gebruik nemen" in (await coordinator.get(f"{home}/manage")).text
    await coordinator.post(f"{home}/restore")
    assert found(place, school.pc).state == "active"
    assert len(place.changed) == 4, "the doors look anew each time"


async def test_what_cannot_be_undone_is_asked_once_more(place: Place, coordinator: Browser, school: School) -> None:
    home = f"/devices/{school.pc.device_id}"
    assert "Dit kan niet ongedaan gemaakt worden" in (await coordinator.get(f"{home}/sure/delete")).text
    assert "lok07-pc03 uitsluiten?" in (await coordinator.get(f"{home}/sure/revoke")).text
    assert (await coordinator.get(f"{home}/sure/else")).status_code == 404
    await coordinator.post(f"{home}/revoke")
    assert found(place, school.pc).state == "revoked"
    assert (await coordinator.post(f"{home}/restore")).status_code == 404, "what was shut out stays out"
    assert (await coordinator.post(f"{home}/delete")).headers["location"] == "/devices"
    assert (await coordinator.get(home)).status_code == 404


@pytest.mark.parametrize(
    ("place_of", "words"),
    [({"site": "", "kind": "shared"}, "Vul de vestiging in"), ({"site": MAIN, "kind": "toaster"}, "Kies waarvoor")],
)
async def test_a_place_that_cannot_be_is_told(
    place: Place, coordinator: Browser, school: School, place_of: dict[str, str], words: str
) -> None:
    answer = await coordinator.post(f"/devices/{school.pc.device_id}/move", data=place_of)
    assert answer.status_code == 422
    assert words in answer.text
    assert found(place, school.pc) == school.pc


async def test_one_user_does_not_undo_what_another_did(place: Place, coordinator: Browser, school: School) -> None:
    from collector.entrypoints.console.conftest import logged_in, open_browser

    await coordinator.post(f"/devices/{school.pc.device_id}/retire")
    place.add_user("vera", "coordinator")
    async with open_browser(place) as other:
        await logged_in(other, "vera")
        await other.post("/undo")
    assert found(place, school.pc).state == "retired"
