"""Use of paid titles, asked by a program."""

from __future__ import annotations

import httpx

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_use import AUTOCAD, used_school


async def test_a_coordinator_sees_which_seats_were_used(owner: httpx.AsyncClient, place: Place) -> None:
    used, unused = used_school(place.ledger, AUTOCAD)
    lines = {line["title"]: line for line in (await owner.get("/licences/use")).json()["items"]}
    cad = lines["AutoCAD"]
    assert (cad["used"], cad["unused"], cad["state"], cad["minutes"]) == (1, 1, "used", 95)
    assert cad["installed"] == cad["used"] + cad["unused"] + cad["unknown"]
    devices = (await owner.get("/licences/use/devices", params={"title": "AutoCAD"})).json()["items"]
    by_id = {one["device_id"]: one for one in devices}
    assert (by_id[used]["state"], by_id[used]["minutes"], by_id[used]["last_day"]) == ("used", 95, "2026-11-20")
    assert (by_id[unused]["state"], by_id[unused]["minutes"], by_id[unused]["looked_days"]) == ("unused", 0, 7)
    assert {one["state"] for one in devices} >= {"unknown"}


async def test_where_it_is_off_no_title_is_called_used_or_unused(owner: httpx.AsyncClient) -> None:
    lines = (await owner.get("/licences/use")).json()["items"]
    assert {line["state"] for line in lines} == {"unmeasured"}


async def test_the_switch_is_off_and_stands_in_the_audit_trail(owner: httpx.AsyncClient, place: Place) -> None:
    assert (await owner.get("/licences/use/measured")).json() == {"classes": []}
    answer = await owner.put("/licences/use/measured", json={"classes": ["trolley", "shared"]})
    assert answer.json() == {"classes": ["shared", "trolley"]}
    assert (await owner.get("/licences/use/measured")).json() == answer.json()
    assert place.trail()[0] == ("cli", "licence.measure")
    assert place.changed, "agents are told with their next message"
    assert (await owner.put("/licences/use/measured", json={"classes": ["pupils"]})).status_code == 422


async def test_only_an_administrators_token_moves_the_switch(place: Place) -> None:
    for scope in ("read", "write"):
        async with place.with_token(place.token(scope)) as program:
            assert (await program.put("/licences/use/measured", json={"classes": ["shared"]})).status_code == 403
            assert (await program.get("/licences/use")).status_code == 200
