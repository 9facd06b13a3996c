"""Users, tokens of the interface, the audit trail, and settings."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import httpx

from collector.entrypoints.api.a_place import Place, client
from schoolwacht_collector.entrypoints.api import create_api


async def test_a_user_is_added_with_a_link_that_works_once(owner: httpx.AsyncClient, place: Place) -> None:
    made = await owner.post("/users", json={"name": "els", "role": "admin"})
    assert made.status_code == 201
    link = made.json()["link"]
    assert link.startswith("http://collector.test/start/")
    assert (await owner.post("/users", json={"name": "els"})).status_code == 409
    (user,) = (await owner.get("/users")).json()["items"]
    assert (user["name"], user["role"], user["has_password"], user["sites"]) == ("els", "admin", False, [])
    again = (await owner.post("/users/els/reset")).json()["link"]
    assert again != link
    assert place.trail() == [("cli", "user.reset"), ("cli", "user.add")]


async def test_a_user_gets_another_role_or_none_but_somebody_stays_to_administer(owner: httpx.AsyncClient) -> None:
    await owner.post("/users", json={"name": "els", "role": "admin"})
    await owner.post("/users", json={"name": "jan", "role": "viewer"})
    assert (await owner.delete("/users/els")).status_code == 422
    assert (await owner.patch("/users/els", json={"role": "viewer"})).status_code == 422
    assert (await owner.patch("/users/jan", json={"role": "admin"})).json()["role"] == "admin"
    assert (await owner.delete("/users/els")).json()["role"] == "none"
    assert [one["name"] for one in (await owner.get("/users")).json()["items"]] == ["jan"]
    assert (await owner.post("/users", json={"name": "els"})).status_code == 201
    assert (await owner.patch("/users/nobody", json={"role": "viewer"})).status_code == 404


async def test_a_token_is_shown_once_works_and_is_revoked(owner: httpx.AsyncClient, place: Place) -> None:
    made = (await owner.post("/api-tokens", json={"name": "grafana"})).json()
    assert made["token"].startswith(f"swa_{made['token_id']}_")
    assert (made["scope"], made["site"]) == ("read", "")
    listed = await owner.get("/api-tokens")
    assert made["token"] not in listed.text
    async with place.with_token(made["token"]) as program:
        assert (await program.get("/devices")).status_code == 200
        assert (await owner.delete(f"/api-tokens/swa_{made['token_id']}")).json()["revoked_at"]
        assert (await owner.delete(f"/api-tokens/{made['token_id']}")).status_code == 200
        assert (await program.get("/devices")).status_code == 401
    assert place.trail() == [("cli", "api_token.revoke"), ("cli", "api_token.create")]


async def test_an_admin_token_is_never_for_one_site(owner: httpx.AsyncClient) -> None:
    assert (await owner.post("/api-tokens", json={"name": "x", "scope": "admin", "site": "A"})).status_code == 422


async def test_the_trail_comes_newest_first_a_page_at_a_time(owner: httpx.AsyncClient) -> None:
    for number in range(5):
        await owner.post("/tokens", json={"room": str(number)})
    first = (await owner.get("/audit?limit=2")).json()
    second = (await owner.get(first["next"].removeprefix("/api/v1"))).json()
    third = (await owner.get(second["next"].removeprefix("/api/v1"))).json()
    found = [one["details"] for page in (first, second, third) for one in page["items"]]
    assert found == [f"/{number} x1" for number in (4, 3, 2, 1, 0)]
    assert third["next"] is None


async def test_settings_are_shown_without_secrets_and_changed_where_they_may_be(
    owner: httpx.AsyncClient, place: Place
) -> None:
    listed = await owner.get("/settings")
    shown = {one["name"]: one for one in listed.json()["items"]}
    assert shown["notify.urls"]["value"] == "mailto://***"
    assert shown["language"]["fixed_by"] == "SCHOOLWACHT_LANGUAGE"
    assert "geheim" not in listed.text
    changed = await owner.put("/settings", json={"name": "school.name", "value": "Sint-Jan"})
    assert changed.json()["value"] == "Sint-Jan"
    assert place.settings.values["school.name"] == "Sint-Jan"
    assert (await owner.put("/settings", json={"name": "school.name", "value": "x" * 50})).status_code == 422
    await owner.put("/settings", json={"name": "notify.urls", "value": "mailto://jan:ook@x"})
    assert "ook" not in str(place.ledger.read(lambda books: books.audit.newest(9)))


async def test_a_back_up_is_made_and_only_the_owner_says_where(place: Place) -> None:
    async with place.as_owner() as owner:
        made = await owner.post("/backups", json={"folder": "/mnt/usb"})
        assert made.json() == {"file": "/srv/one.swb", "bytes": 1234, "devices": 30}
        assert (await owner.post("/backups", json={"folder": "here"})).status_code == 422
        assert (await owner.get("/backups/newest")).json()["good_at"] is None
    async with place.with_token(place.token("admin", name="robot")) as program:
        assert (await program.post("/backups", json={"folder": "/etc/cron.d"})).status_code == 403
        assert (await program.post("/backups", json={})).status_code == 200
    assert place.vault.folders == [Path("/mnt/usb"), None]
    assert place.trail()[0] == ("api:robot", "backup.make")


async def test_what_this_collector_does_not_offer_is_told_so(place: Place) -> None:
    async with client(create_api(replace(place.services(), settings=None, csv=None, own_backups=None))) as opened:
        assert (await opened.get("/settings")).status_code == 404
        assert (await opened.get("/devices.csv")).status_code == 404
        assert (await opened.post("/backups", json={})).status_code == 503
        assert (await opened.get("/devices")).status_code == 200


async def test_a_joining_string_is_taken_back_by_who_may_make_it(owner: httpx.AsyncClient, place: Place) -> None:
    for site in ("Noord", "Zuid"):
        await owner.post("/tokens", json={"site": site})
    tokens = {one["site"]: one["token_id"] for one in (await owner.get("/tokens")).json()["items"]}
    async with place.with_token(place.token("write", "Noord", "smartboard")) as program:
        assert (await program.delete(f"/tokens/{tokens['Zuid']}")).status_code == 404
        assert (await program.delete(f"/tokens/{tokens['Noord']}")).json()["site"] == "Noord"
        assert (await program.delete(f"/tokens/{tokens['Noord']}")).status_code == 404
    assert [one["site"] for one in (await owner.get("/tokens")).json()["items"]] == ["Zuid"]
    assert place.trail()[0] == ("api:smartboard", "token.withdraw")
