"""Who may do what, in both places."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from collector.entrypoints.api.a_place import Place, client
from collector.entrypoints.console.a_school import MAIN, SMALL
from schoolwacht_collector.usecases.manage_api_tokens import revoke_api_token

READS = ["/devices", "/alerts", "/rooms", "/rules", "/software", "/backup-jobs", "/tokens", "/school", "/limits"]
OF_THE_SCHOOL = ["/licences", "/licences/entitlements", "/licences/uncovered", "/doctor", "/status"]
OF_ADMINS = ["/users", "/audit", "/api-tokens", "/settings"]


async def test_the_owner_of_the_home_needs_no_token(owner: httpx.AsyncClient) -> None:
    for path in [*READS, *OF_THE_SCHOOL, *OF_ADMINS]:
        assert (await owner.get(path)).status_code == 200, path


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic abc", "Bearer swa_nonsense", "bearer swa_00000000_x"]
)
async def test_without_a_right_token_nothing_is_shown(place: Place, header: str) -> None:
    async with client(place.network, {"authorization": header} if header else {}) as stranger:
        for path in ("/devices", "/devices.csv", "/users", "/alerts/1"):
            answer = await stranger.get(path)
            assert answer.status_code == 401
            assert answer.headers["www-authenticate"].startswith("Bearer")
            assert answer.json()["type"] == "/api/v1/docs#problem-unauthorized"


async def test_a_cookie_is_never_looked_at(place: Place) -> None:
    async with client(place.network, {"cookie": f"schoolwacht={place.token('admin')}"}) as browser:
        assert (await browser.get("/devices")).status_code == 401


async def test_a_token_that_reads_changes_nothing(place: Place) -> None:
    async with place.with_token(place.token("read")) as reader:
        for path in READS:
            assert (await reader.get(path)).status_code == 200, path
        for path in OF_ADMINS:
            assert (await reader.get(path)).status_code == 403, path
        refused = await reader.post("/alerts/1/acknowledge", json={})
        assert refused.status_code == 403
        assert "write" in refused.json()["detail"]


async def test_a_token_that_writes_does_what_a_coordinator_does_under_its_own_name(place: Place) -> None:
    async with place.with_token(place.token("write", name="smartboard")) as writer:
        assert (await writer.post("/alerts/1/acknowledge", json={"note": "kijk ik na"})).status_code == 200
        assert (await writer.get("/users")).status_code == 403
        assert (await writer.post("/api-tokens", json={"name": "x"})).status_code == 403
    assert place.trail()[0] == ("api:smartboard", "alert.acknowledge")


async def test_a_revoked_token_ends_with_the_very_next_request(place: Place) -> None:
    text = place.token("read")
    async with place.with_token(text) as reader:
        assert (await reader.get("/devices")).status_code == 200
        place.ledger.write(lambda books: revoke_api_token(books, text[4:12], "els", place.now))
        assert (await reader.get("/devices")).status_code == 401


async def test_a_token_past_its_end_lets_nobody_in(place: Place) -> None:
    async with place.with_token(place.token("read", lasts=timedelta(hours=1))) as reader:
        assert (await reader.get("/devices")).status_code == 200
        place.now += timedelta(hours=1)
        assert (await reader.get("/devices")).status_code == 401


async def test_after_a_few_wrong_tokens_from_one_address_there_is_a_pause(place: Place) -> None:
    wrong = "swa_00000000_" + "x" * 43
    async with place.with_token(wrong) as guesser, place.with_token(place.token("read")) as reader:
        codes = [(await guesser.get("/devices")).status_code for _ in range(7)]
        assert codes == [401] * 5 + [429] * 2
        assert int((await guesser.get("/devices")).headers["retry-after"]) > 60
        assert (await reader.get("/devices")).status_code == 200, "a right token passes all the same"
        place.now += timedelta(minutes=16)
        assert (await guesser.get("/devices")).status_code == 401


async def test_when_a_token_was_used_is_kept_to_the_minute(place: Place) -> None:
    text = place.token("read")
    async with place.with_token(text) as reader:
        for _ in range(3):
            await reader.get("/rules")
            place.now += timedelta(seconds=25)
    place.ledger.write(lambda _: None)  # what was submitted before is done after this
    (token,) = place.ledger.read(lambda books: books.api_tokens.all())
    assert token.last_used_at is not None
    assert place.now - token.last_used_at == timedelta(seconds=75)


# ---------------------------------------------------------------------------------------------------------- one site


async def test_a_token_for_one_site_sees_that_site_alone(place: Place) -> None:
    async with place.with_token(place.token("read", SMALL)) as reader:
        devices = (await reader.get("/devices")).json()["items"]
        assert {device["site"] for device in devices} == {SMALL}
        assert {room["site"] for room in (await reader.get("/rooms")).json()["items"]} == {SMALL}
        assert (await reader.get("/alerts")).json()["items"] == []
        assert (await reader.get("/backup-jobs")).json()["items"] == []
        assert (await reader.get("/school")).json()["devices"] == len(devices)
        for rest in ("", "/software", "/tables", "/changes", "/hardware"):
            assert (await reader.get(f"/devices/{place.school.pc.device_id}{rest}")).status_code == 404
        assert (await reader.get("/alerts/1")).status_code == 404
        asked = {"metric": "mem.used_percent", "since": "2026-11-16T08:00:00Z"}
        assert (await reader.get("/series", params=asked)).json()["items"] == []


@pytest.mark.parametrize("path", [*OF_THE_SCHOOL, *OF_ADMINS])
async def test_a_token_for_one_site_does_not_see_what_is_about_the_whole_school(place: Place, path: str) -> None:
    async with place.with_token(place.token("write", SMALL)) as writer:
        answer = await writer.get(path)
        assert answer.status_code == 403
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_token_for_one_site_changes_nothing_elsewhere(place: Place) -> None:
    async with place.with_token(place.token("write", SMALL)) as writer:
        (mine, *_) = (await writer.get("/devices")).json()["items"]
        theirs = place.school.pc.device_id
        assert (await writer.patch(f"/devices/{mine['device_id']}", json={"room": "2"})).status_code == 200
        assert (await writer.patch(f"/devices/{mine['device_id']}", json={"site": MAIN})).status_code == 403
        assert (await writer.patch(f"/devices/{theirs}", json={"room": "2"})).status_code == 404
        assert (await writer.delete(f"/devices/{theirs}")).status_code == 404
        assert (await writer.post("/alerts/1/acknowledge", json={})).status_code == 404
        assert (await writer.post("/tokens", json={"site": MAIN})).status_code == 403
        assert (await writer.post("/tokens", json={"site": SMALL})).status_code == 201
        renamed = {"site": MAIN, "room": "07", "new_room": "99"}
        assert (await writer.post("/rooms/rename", json=renamed)).status_code == 404
        limit = {"rule": "disk_full", "name": "warning_percent", "scope": "site", "target": MAIN, "value": 1}
        assert (await writer.put("/limits", json=limit)).status_code == 403
        assert (await writer.post(f"/devices/{mine['device_id']}/retire")).json()["state"] == "retired"
        assert (await writer.delete(f"/devices/{mine['device_id']}")).status_code == 200
