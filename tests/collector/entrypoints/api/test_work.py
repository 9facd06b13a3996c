"""Alerts, rules, licences, programs, back-ups, series, and the overview."""

from __future__ import annotations

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_school import NOW
from schoolwacht_collector.domain.series import Dictionary, Frame, Origin, Shape


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", [1, 2, 3, 4, 5]),
        ("everything=true", [1, 2, 3, 4, 5, 6]),
        ("severity=urgent", [1, 2]),
        ("rule=disk_full", [1, 3]),
        ("device=srv-admin", [1, 2]),
        ("room=Serverlokaal", [1, 2]),
        ("rule=none", []),
    ],
)
async def test_alerts_are_found_by_what_is_known_of_them(
    owner: httpx.AsyncClient, query: str, numbers: list[int]
) -> None:
    assert [one["alert_id"] for one in (await owner.get(f"/alerts?{query}")).json()["items"]] == numbers


async def test_an_alert_is_taken_on_and_remembers_it(owner: httpx.AsyncClient, place: Place) -> None:
    taken = (await owner.post("/alerts/1/acknowledge", json={"note": "schijf\x00 besteld"})).json()
    assert (taken["acknowledged_by"], taken["note"]) == ("cli", "schijf besteld")
    shown = (await owner.get("/alerts/1")).json()
    assert [step["step"] for step in shown["history"]] == ["first_true", "opened", "acknowledged", "last_true"]
    assert shown["history"][2]["who"] == "cli"
    assert shown["host"] == "srv-admin"
    assert place.trail()[0] == ("cli", "alert.acknowledge")


async def test_rules_stand_with_their_limits_and_a_place_may_have_others(owner: httpx.AsyncClient) -> None:
    (rule,) = [one for one in (await owner.get("/rules")).json()["items"] if one["rule"] == "disk_full"]
    assert rule["limits"]["warning_percent"] == 90
    limit = {"rule": "disk_full", "name": "warning_percent", "scope": "room", "target": "07", "value": 80.0}
    assert (await owner.put("/limits", json=limit)).json() == {"result": "ok"}
    assert (await owner.get("/limits")).json()["items"] == [limit]
    assert (await owner.put("/limits", json=limit | {"value": None})).status_code == 200
    assert (await owner.put("/limits", json=limit | {"value": None})).status_code == 404
    assert (await owner.get("/limits")).json()["items"] == []


async def test_every_title_stands_against_its_seats(owner: httpx.AsyncClient) -> None:
    titles = {one["title"]: one for one in (await owner.get("/licences")).json()["items"]}
    corel = titles["CorelDRAW Graphics Suite"]
    assert (corel["installed"], corel["seats"], corel["short"], corel["state"]) == (7, 3, 4, "short")
    assert titles["Microsoft Office"]["seats"] is None
    (short,) = (await owner.get("/licences/uncovered")).json()["items"]
    assert len(short["devices"]) == 7
    installs = (await owner.get("/licences/installs", params={"title": "coreldraw graphics suite"})).json()["items"]
    assert {one["room"] for one in installs} == {"05", "07"}
    assert (await owner.get("/licences?q=autodesk")).json()["items"][0]["title"] == "AutoCAD"


async def test_a_list_of_licences_is_taken_over_once(owner: httpx.AsyncClient, place: Place) -> None:
    file = b"titel;aantal\nCorelDRAW Graphics Suite;10\nLego Spike;x\nMaple;30\n"
    dry = (await owner.post("/licences/import?dry_run=true", content=file)).json()
    assert [one["title"] for one in dry["added"]] == ["CorelDRAW Graphics Suite", "Maple"]
    assert dry["problems"][0]["line"] == 3
    assert place.trail() == []
    await owner.post("/licences/import", content=file)
    assert (await owner.post("/licences/import", content=file)).json()["unchanged"] == 2
    assert place.trail() == [("cli", "licence.import")]
    gone = await owner.delete("/licences/entitlements", params={"title": "Maple"})
    assert gone.json() == {"removed": 1}
    assert place.trail()[0] == ("cli", "licence.remove")


async def test_the_file_of_licences_can_be_taken_over_again(owner: httpx.AsyncClient) -> None:
    file = (await owner.get("/licences/entitlements.csv")).content
    report = (await owner.post("/licences/import?dry_run=true", content=file)).json()
    assert (report["added"], report["problems"]) == ([], [])


async def test_programs_are_counted_and_found_on_their_machines(owner: httpx.AsyncClient) -> None:
    (corel,) = (await owner.get("/software?q=corel")).json()["items"]
    assert (corel["devices"], corel["versions"]) == (7, ["25.1"])
    installs = (await owner.get(f"/software/{corel['number']}/installs")).json()["items"]
    assert len(installs) == 7
    assert installs[0]["name"] == "CorelDRAW Graphics Suite 2024"


async def test_back_up_jobs_tell_their_state_and_last_good_run(owner: httpx.AsyncClient) -> None:
    jobs = (await owner.get("/backup-jobs")).json()["items"]
    assert [(one["job"], one["state"]) for one in jobs] == [("Boekhouding", "failed"), ("Leerlingendossiers", "ok")]
    assert (await owner.get("/backup-jobs?state=late")).json()["items"] == []


async def test_series_come_for_a_window_in_buckets(owner: httpx.AsyncClient, place: Place) -> None:
    device = place.school.pc.device_id
    asked = {"metric": "mem.used_percent", "device": device, "since": "2026-11-23T07:00:00Z"}
    (whole,) = (await owner.get("/series", params=asked)).json()["items"]
    coarse = asked | {"every_seconds": "3600", "aggregate": "max"}
    (hourly,) = (await owner.get("/series", params=coarse)).json()["items"]
    assert len(hourly["points"]) < len(whole["points"])
    assert max(value for _, value in hourly["points"]) == max(value for _, value in whole["points"])
    backwards = asked | {"until": "2026-11-22T07:00:00Z"}
    assert (await owner.get("/series", params=backwards)).json()["items"] == []


async def test_the_largest_whole_number_comes_through_unrounded(owner: httpx.AsyncClient, place: Place) -> None:
    device = place.school.server.device_id
    shape = Shape("mem", (), ("used",), (0,))
    frame = Frame(Origin(device, "h", "s", "r"), Dictionary(9, (shape,)), round(NOW.timestamp() * 1000), (2**63 - 1,))
    place.series.append([frame])
    asked = {"metric": "mem.used", "device": device, "until": "2026-11-24T00:00:00Z", "since": "2026-11-23T00:00:00Z"}
    (found,) = (await owner.get("/series", params=asked)).json()["items"]
    assert [value for _, value in found["points"]] == [2**63 - 1]


async def test_what_would_fill_the_memory_is_not_even_asked_for(owner: httpx.AsyncClient) -> None:
    answer = await owner.get("/series", params={"metric": "mem.used_percent", "since": "2001-01-01T00:00:00Z"})
    assert answer.status_code in {200, 422}
    monthly = {"metric": "mem.used_percent", "since": "2001-01-01T00:00:00Z", "every_seconds": "86400"}
    assert (await owner.get("/series", params=monthly)).status_code == 200


async def test_the_overview_counts_what_matters_in_the_morning(owner: httpx.AsyncClient) -> None:
    shown = (await owner.get("/school")).json()
    assert shown["devices"] == 29
    assert shown["waiting"] == 1
    assert (shown["urgent"], shown["unseen_alerts"]) == (2, 5)
    assert shown["failed_backups"] == 1
    assert shown["short_titles"] == 1
    assert shown["school_day"] is True


async def test_the_doctor_and_the_counts_of_the_collector(owner: httpx.AsyncClient) -> None:
    assert (await owner.get("/doctor")).json()[0]["name"] == "disk"
    assert (await owner.get("/status")).json() == {"devices": 30, "open_alerts": 5, "inbox": 0, "quarantined": 0}
