"""Devices, what is on them, and rooms."""

from __future__ import annotations

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_school import MAIN, NOW
from schoolwacht_collector.books.facts import Cells, FactTable


@pytest.mark.parametrize(
    ("query", "hosts"),
    [
        ("class=server", ["srv-admin"]),
        ("state=pending", ["nieuw-pc"]),
        (f"site={MAIN}&room=Serverlokaal", ["srv-admin"]),
        ("q=SRV", ["srv-admin"]),
        ("q=kar2-lt14 laptopkar", ["kar2-lt14"]),
        ("q=nothing-like-this", []),
        ("room=", []),
    ],
)
async def test_devices_are_found_by_what_is_known_of_them(
    owner: httpx.AsyncClient, query: str, hosts: list[str]
) -> None:
    assert [one["host"] for one in (await owner.get(f"/devices?{query}")).json()["items"]] == hosts


async def test_a_device_is_shown_with_all_that_is_on_it(owner: httpx.AsyncClient, place: Place) -> None:
    shown = (await owner.get("/devices/SRV-ADMIN")).json()
    assert shown["device_id"] == place.school.server.device_id
    assert shown["class"] == "server"
    assert shown["facts"]["disks"]["rows"] == [{"model": "KIOXIA KBG40ZNS", "name": "sda", "size_bytes": 128035676160}]
    assert shown["tables"]["backups"] == 2


async def test_programs_hardware_and_changes_are_lists_of_their_own(owner: httpx.AsyncClient, place: Place) -> None:
    home = f"/devices/{place.school.pc.device_id}"
    programs = (await owner.get(f"{home}/software?q=corel")).json()["items"]
    assert [(one["name"], one["version"]) for one in programs] == [("CorelDRAW Graphics Suite 2024", "25.1")]
    assert set((await owner.get(f"{home}/hardware")).json()) == {"hardware", "disks", "interfaces"}
    changes = (await owner.get(f"{home}/changes?limit=3")).json()
    assert [one["kind"] for one in changes["items"]] == ["added", "changed", "changed"]
    assert changes["items"][0]["after"]["version"] == "25.1"
    assert (await owner.get(f"{home}/tables/nothing")).status_code == 404


async def test_a_device_is_moved_and_the_trail_says_so(owner: httpx.AsyncClient, place: Place) -> None:
    moved = await owner.patch("/devices/srv-admin", json={"room": " Lokaal\u202e 9\n", "device_class": "staff"})
    assert (moved.json()["room"], moved.json()["class"]) == ("Lokaal 9", "staff")
    assert place.trail()[0] == ("cli", "device.set")
    assert place.changed == ["devices"]


async def test_a_device_goes_through_its_life(owner: httpx.AsyncClient, place: Place) -> None:
    home = f"/devices/{place.school.waiting.device_id}"
    states = [(await owner.post(f"{home}/{deed}")).json()["state"] for deed in ("approve", "retire", "revoke")]
    assert states == ["active", "retired", "revoked"]
    assert (await owner.post(f"{home}/approve")).status_code == 422
    assert (await owner.delete(home)).json()["host"] == "nieuw-pc"
    assert (await owner.get(home)).status_code == 404
    assert [action for _, action in place.trail()[:4]] == [
        "device.delete",
        "device.revoke",
        "device.retire",
        "device.approve",
    ]


async def test_rooms_tell_how_many_were_seen_and_the_worst_that_is_wrong(owner: httpx.AsyncClient) -> None:
    rooms = {one["room"]: one for one in (await owner.get(f"/rooms?site={MAIN}")).json()["items"]}
    assert rooms["Serverlokaal"] == {
        "site": MAIN,
        "room": "Serverlokaal",
        "devices": 1,
        "seen_today": 1,
        "worst": "urgent",
        "alerts": 2,
    }
    assert rooms["01"]["worst"] == ""


async def test_a_room_gets_another_name_with_all_its_devices(owner: httpx.AsyncClient, place: Place) -> None:
    asked = {"site": MAIN, "room": "07", "new_room": "107"}
    assert (await owner.post("/rooms/rename", json=asked)).json() == {"devices": 5}
    assert "107" in {one["room"] for one in (await owner.get("/rooms")).json()["items"]}
    assert (await owner.post("/rooms/rename", json=asked)).status_code == 404
    assert len(place.trail()) == 5


async def test_a_joining_string_is_shown_once_and_listed_without_its_secret(owner: httpx.AsyncClient) -> None:
    made = await owner.post("/tokens", json={"site": MAIN, "room": "12", "uses": 20, "ask": True})
    assert made.status_code == 201
    assert made.json()["token"].startswith("swt1.")
    assert made.headers["cache-control"] == "no-store"
    listed = await owner.get("/tokens")
    (line,) = listed.json()["items"]
    assert (line["room"], line["uses_left"], line["ask"], line["class"]) == ("12", 20, True, "shared")
    assert "secret" not in listed.text


async def test_numbers_that_json_cannot_say_become_null(owner: httpx.AsyncClient, place: Place) -> None:
    table = FactTable("batteries", NOW, b"", 1)
    odd: dict[str, Cells] = {"BAT0": {"name": "BAT0", "health_percent": float("inf")}}
    place.ledger.write(lambda books: books.facts.put(place.school.pc.device_id, table, odd, []))
    home = f"/devices/{place.school.pc.device_id}"
    for path in (home, f"{home}/hardware", f"{home}/tables/batteries", f"{home}/tables/batteries.csv"):
        answer = await owner.get(path)
        assert answer.status_code == 200, path
        assert "Infinity" not in answer.text
