"""Lists: pages by cursor, files, and marks of what is unchanged."""

from __future__ import annotations

import base64
import csv
import json
from dataclasses import replace
from io import StringIO

import httpx
import pytest

from collector.entrypoints.api.a_place import Place
from collector.entrypoints.console.a_school import MAIN, device
from schoolwacht_collector.entrypoints.api.openapi import operations

SLASH = "/api/v1"


async def pages(client: httpx.AsyncClient, path: str) -> list[list[str]]:
    """The ids on each page."""
    found = []
    following: str | None = path
    while following:
        page = (await client.get(following)).json()
        found.append([one["device_id"] for one in page["items"]])
        following = page["next"].removeprefix(SLASH) if page["next"] else None
    return found


async def test_pages_hold_every_line_once_and_in_order(owner: httpx.AsyncClient) -> None:
    (whole,) = await pages(owner, "/devices?limit=500")
    small = await pages(owner, "/devices?limit=7")
    assert [len(page) for page in small[:-1]] == [7] * (len(small) - 1)
    assert [one for page in small for one in page] == whole
    assert len(set(whole)) == len(whole) == 30


async def test_a_page_names_the_next_one_in_its_header_too(owner: httpx.AsyncClient) -> None:
    answer = await owner.get("/devices", params={"limit": 5, "site": MAIN})
    following = answer.json()["next"]
    assert answer.headers["link"] == f'<{following}>; rel="next"'
    assert "limit=5" in following
    assert "site=Hoofdgebouw" in following
    assert "link" not in (await owner.get("/devices?limit=500")).headers


async def test_lines_that_come_and_go_meanwhile_neither_repeat_nor_hide_others(
    owner: httpx.AsyncClient, place: Place
) -> None:
    (before,) = await pages(owner, "/devices?limit=500")
    page = (await owner.get("/devices?limit=10")).json()
    seen = [one["device_id"] for one in page["items"]]
    new = replace(device(900, "aaa-pc", MAIN, "00"), room="")
    place.ledger.write(lambda books: books.devices.add(new))
    place.ledger.write(lambda books: books.devices.delete(seen[-1]))
    rest = await pages(owner, page["next"].removeprefix(SLASH))
    assert [*seen, *(one for later in rest for one in later)] == before


@pytest.mark.parametrize(
    "cursor",
    ["x", "====", "W10", "bnVsbA", "WzFd", "e30", base64.urlsafe_b64encode(b"[" * 900).decode(),
     base64.urlsafe_b64encode(json.dumps(["a", "b", "c", 1e400]).encode()).decode(),
     "Wzk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ"],
)  # fmt: skip
async def test_a_cursor_that_is_not_ours_is_told_so(owner: httpx.AsyncClient, cursor: str) -> None:
    for path in ("/devices", "/audit", "/alerts"):
        answer = await owner.get(path, params={"cursor": cursor})
        assert answer.status_code in {200, 422}
        if answer.status_code == 422:
            assert "cursor" in answer.json()["detail"]


@pytest.mark.parametrize("limit", ["0", "501", "-1", "many", "1e3"])
async def test_a_page_has_one_to_five_hundred_lines(owner: httpx.AsyncClient, limit: str) -> None:
    assert (await owner.get("/devices", params={"limit": limit})).status_code == 422


async def test_every_list_has_pages_marks_and_a_file(owner: httpx.AsyncClient, place: Place) -> None:
    paths = place.owner.openapi()["paths"]
    lists = [path.removesuffix(".csv") for path in paths if path.endswith(".csv")]
    assert len(lists) > 20
    filled = {"device": place.school.server.device_id, "table": "disks", "number": "1"}
    for path in lists:
        address = path.removeprefix(SLASH).format(**filled)
        params = {"metric": "mem.used_percent", "title": "AutoCAD"}
        answer = await owner.get(address, params=params)
        assert answer.status_code == 200, address
        assert set(answer.json()) == {"items", "next"}
        again = await owner.get(address, params=params, headers={"if-none-match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        file = await owner.get(f"{address}.csv", params=params)
        assert file.status_code == 200, address
        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        assert "attachment" in file.headers["content-disposition"]
        asked = await owner.get(address, params=params, headers={"accept": "text/csv, application/json;q=0.5"})
        assert asked.content == file.content


async def test_a_list_that_changed_is_sent_again(owner: httpx.AsyncClient, place: Place) -> None:
    mark = (await owner.get("/alerts")).headers["etag"]
    await owner.post("/alerts/1/acknowledge", json={"note": "bezig"})
    assert (await owner.get("/alerts", headers={"if-none-match": mark})).status_code == 200
    assert place.trail()[0] == ("cli", "alert.acknowledge")


async def test_a_file_has_all_lines_and_headings_in_the_language_asked_for(owner: httpx.AsyncClient) -> None:
    dutch = (await owner.get("/devices.csv?limit=3")).content.decode("utf-8-sig")
    english = (await owner.get("/devices.csv?lang=en")).content.decode("utf-8-sig")
    rows = list(csv.reader(StringIO(dutch, newline=""), delimiter=";"))
    assert rows[0][:4] == ["Computer", "Vestiging", "Lokaal", "Soort toestel"]
    assert len(rows) == 31
    assert english.startswith("Computer,Site,Room,Kind of device")


async def test_codes_in_a_file_are_words_in_its_language(owner: httpx.AsyncClient) -> None:
    async def column(name: str, path: str) -> set[str]:
        text = (await owner.get(path)).content.decode("utf-8-sig")
        rows = csv.DictReader(StringIO(text, newline=""), delimiter="," if "lang=en" in path else ";")
        return {row[name] for row in rows}

    assert "gedeeld toestel" in await column("Soort toestel", "/devices.csv")
    assert "shared device" in await column("Kind of device", "/devices.csv?lang=en")
    assert await column("Stand", "/devices.csv") <= {"in gebruik", "wacht op goedkeuring", "buiten gebruik"}
    assert await column("Ernst", "/alerts.csv") <= {"dringend", "waarschuwing", "ter info"}
    assert await column("Stand", "/backup-jobs.csv") == {"mislukt", "geslaagd"}
    assert {one["class"] for one in (await owner.get("/devices")).json()["items"]} >= {"shared"}


async def test_a_computer_called_like_a_formula_does_no_harm_in_a_file(owner: httpx.AsyncClient, place: Place) -> None:
    evil = replace(device(901, '=cmd|"/c calc"!A1', MAIN, "@x"), operating_system="-2+3")
    place.ledger.write(lambda books: books.devices.add(evil))
    rows = list(csv.reader(StringIO((await owner.get("/devices.csv")).content.decode("utf-8-sig")), delimiter=";"))
    (row,) = [row for row in rows if "calc" in row[0]]
    assert [row[0][0], row[2][0], row[5][0]] == ["'"] * 3


async def test_a_table_of_a_machine_becomes_a_file_with_its_own_columns(owner: httpx.AsyncClient, place: Place) -> None:
    file = await owner.get(f"/devices/{place.school.pc.device_id}/tables/disks.csv")
    head, row, *_ = file.content.decode("utf-8-sig").splitlines()
    assert head == "model;name;size_bytes"
    assert row == "KIOXIA KBG40ZNS;sda;128035676160"


async def test_series_become_a_file_with_a_line_for_each_point(owner: httpx.AsyncClient, place: Place) -> None:
    asked = {"metric": "mem.used_percent", "device": place.school.pc.device_id, "since": "2026-11-23T08:00:00Z"}
    points = (await owner.get("/series", params=asked)).json()["items"][0]["points"]
    lines = (await owner.get("/series.csv", params=asked)).content.decode("utf-8-sig").splitlines()
    assert len(lines) == len(points) + 1
    assert lines[1].startswith("2026-11-23 09:0")


def test_every_operation_has_a_name_of_its_own_a_group_and_words(place: Place) -> None:
    document = place.owner.openapi()
    found = list(operations(document))
    names = [one["operationId"] for _, _, one in found]
    assert len(set(names)) == len(names) > 50
    known = {tag["name"] for tag in document["tags"]}
    for path, _, one in found:
        assert one["summary"], path
        assert one["description"], path
        assert set(one["tags"]) <= known, path
        assert one["security"], path
