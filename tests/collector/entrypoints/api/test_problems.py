"""What goes wrong is told in one form, and says nothing of how we are made."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from collector.entrypoints.api.a_place import Place, client
from schoolwacht_collector.entrypoints.api import create_api
from schoolwacht_collector.entrypoints.api.problems import KINDS
from schoolwacht_collector.ports import Busy


def told(answer: httpx.Response) -> tuple[int, str]:
    """The status and the kind, from an answer that has all that RFC 9457 asks."""
    assert answer.headers["content-type"] == "application/problem+json"
    content = answer.json()
    assert content["status"] == answer.status_code
    assert content["title"]
    assert content["detail"]
    kind = content["type"].removeprefix("/api/v1/docs#problem-")
    assert KINDS[kind].status == answer.status_code
    return answer.status_code, kind


@pytest.mark.parametrize(
    ("method", "path", "content", "expected"),
    [
        ("GET", "/nothing", None, (404, "not-found")),
        ("GET", "/devices/", None, (404, "not-found")),
        ("GET", "/devices/none", None, (404, "not-found")),
        ("GET", "/devices/lok", None, (404, "not-found")),
        ("GET", "/devices/0000", None, (409, "conflict")),
        ("GET", "/devices/none/software", None, (404, "not-found")),
        ("GET", "/alerts/99", None, (404, "not-found")),
        ("GET", "/alerts/0", None, (422, "invalid")),
        ("GET", "/alerts/99999999999999999999999", None, (422, "invalid")),
        ("GET", "/software/99999", None, (404, "not-found")),
        ("GET", "/series?metric=nonsense", None, (422, "invalid")),
        ("GET", "/series?metric=mem.used&since=2026-11-23T08:00:00", None, (422, "invalid")),
        ("GET", "/series?metric=mem.used&since=0001-01-01T00:00:00Z", None, (422, "invalid")),
        ("GET", "/devices?state=lost", None, (422, "invalid")),
        ("POST", "/devices", b"{}", (405, "method-not-allowed")),
        ("PUT", "/alerts/1", b"{}", (405, "method-not-allowed")),
        ("POST", "/users", b"{", (422, "invalid")),
        ("POST", "/users", b'"els"', (422, "invalid")),
        ("POST", "/users", b'{"name":"els","role":"god"}', (422, "invalid")),
        ("POST", "/users", b'{"name":"els","extra":1}', (422, "invalid")),
        ("POST", "/users", b'{"name":"\\u202e\\u0000"}', (422, "impossible")),
        ("POST", "/users", b'{"name":"\\ud800"}', (422, "invalid")),
        ("POST", "/users", b'{"name":"\xff"}', (400, "unreadable")),
        ("POST", "/users/nobody/reset", None, (404, "not-found")),
        ("DELETE", "/api-tokens/00000000", None, (404, "not-found")),
        ("DELETE", "/licences/entitlements?title=Nothing", None, (404, "not-found")),
        ("PUT", "/limits", b'{"rule":"x","name":"y","scope":"site","target":"z","value":1}', (422, "impossible")),
        ("PUT", "/limits", b'{"rule":"x","name":"y","scope":"site","target":"z","value":NaN}', (422, "invalid")),
        ("PUT", "/settings", b'{"name":"language","value":"en"}', (409, "conflict")),
        ("PUT", "/settings", b'{"name":"nothing","value":"en"}', (404, "not-found")),
        ("POST", "/alerts/6/acknowledge", b"{}", (409, "conflict")),
    ],
)
async def test_what_goes_wrong_has_a_kind(
    owner: httpx.AsyncClient, method: str, path: str, content: bytes | None, expected: tuple[int, str]
) -> None:
    headers = {"content-type": "application/json"}
    assert told(await owner.request(method, path, content=content, headers=headers)) == expected


async def test_an_invalid_request_tells_where_and_does_not_repeat_what_was_sent(owner: httpx.AsyncClient) -> None:
    answer = await owner.post("/users", json={"name": "x" * 65, "role": "<script>"})
    content = answer.json()
    assert {one["where"] for one in content["errors"]} == {"body.name", "body.role"}
    assert "xxx" not in answer.text
    assert "script" not in answer.text


async def test_a_body_that_is_too_large_is_not_even_read(owner: httpx.AsyncClient) -> None:
    told_size = await owner.post("/licences/import", content=b"x" * (4 * 1024 * 1024 + 1))
    assert told(told_size) == (413, "too-large")

    async def endless() -> object:
        for _ in range(60):
            yield b"x" * 100_000

    assert told(await owner.post("/licences/import", content=endless())) == (413, "too-large")  # type: ignore[arg-type]


async def test_a_mistake_of_ours_says_nothing_of_how_we_are_made(place: Place) -> None:
    def broken() -> list[object]:
        raise RuntimeError("secret path /var/lib/x")

    app = create_api(replace(place.services(), checks=broken))  # type: ignore[arg-type]
    async with client(app) as opened:
        answer = await opened.get("/doctor")
    assert told(answer) == (500, "failure")
    assert "secret" not in answer.text


async def test_a_part_that_does_not_answer_is_busy_and_says_when_to_come_back(place: Place) -> None:
    def away() -> list[object]:
        raise Busy("The disk of the ledger is full.")

    app = create_api(replace(place.services(), checks=away))  # type: ignore[arg-type]
    async with client(app) as opened:
        answer = await opened.get("/doctor")
    assert told(answer) == (503, "busy")
    assert answer.headers["retry-after"] == "5"


async def test_every_answer_keeps_browsers_careful(owner: httpx.AsyncClient) -> None:
    for path in ("/devices", "/nothing", "/docs"):
        headers = (await owner.get(path)).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in headers["content-security-policy"]
        assert "no-cache" in headers["cache-control"]
        assert "access-control-allow-origin" not in headers
