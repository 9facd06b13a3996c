"""The documentation: whole, without internet, and without a word about the school."""

from __future__ import annotations

import re

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import PlainTextResponse

from collector.entrypoints.api.a_place import Place, client
from schoolwacht_collector.entrypoints.api import Beside
from schoolwacht_collector.entrypoints.api.docs import kind_of
from schoolwacht_collector.entrypoints.api.problems import KINDS


async def test_the_page_needs_no_token_and_nothing_from_elsewhere(place: Place) -> None:
    async with client(place.network) as stranger:
        page = await stranger.get("/docs")
        assert page.status_code == 200
        assert "<script" not in page.text
        assert "style=" not in page.text
        assert not re.findall(r'(?:src|href)="(?!/api/v1/|#)', page.text)
        for address in set(re.findall(r'href="/api/v1(/[^"#]+)"', page.text)):
            assert (await stranger.get(address)).status_code == 200
        assert "kar2-lt14" not in page.text


async def test_every_link_inside_the_page_leads_somewhere(owner: httpx.AsyncClient) -> None:
    page = (await owner.get("/docs")).text
    names = re.findall(r'id="([^"]+)"', page)
    assert len(set(names)) == len(names)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(names)
    assert {f"problem-{kind}" for kind in KINDS} <= set(names)


async def test_every_operation_stands_on_the_page(owner: httpx.AsyncClient, place: Place) -> None:
    page = (await owner.get("/docs")).text
    for methods in place.owner.openapi()["paths"].values():
        for one in methods.values():
            assert one["operationId"].removesuffix("AsCsv") in page


async def test_the_document_is_not_sent_twice(owner: httpx.AsyncClient) -> None:
    first = await owner.get("/openapi.json")
    assert first.json()["openapi"].startswith("3.1")
    assert (await owner.get("/openapi.json", headers={"if-none-match": first.headers["etag"]})).status_code == 304


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ({"type": "integer"}, "integer"),
        ({"type": "string", "format": "date-time"}, "date-time"),
        ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
        ({"enum": ["a", "<b>"]}, "<code>a</code> | <code>&lt;b&gt;</code>"),
        ({"$ref": "#/components/schemas/Page_RoomLine_"}, 'page of <a href="#model-RoomLine">RoomLine</a>'),
        ({"additionalProperties": {"type": "number"}}, "map to number"),
        ({}, "anything"),
    ],
)
def test_a_schema_is_told_in_words(schema: dict[str, object], words: str) -> None:
    assert str(kind_of(schema)) == words


async def test_beside_the_console_each_request_reaches_the_one_it_is_for(place: Place) -> None:
    console = FastAPI()

    @console.api_route("/{rest:path}", methods=["GET", "POST"])
    def page(rest: str) -> PlainTextResponse:
        return PlainTextResponse(f"console: {rest}")

    both = Beside(place.network, console)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(both), base_url="http://x.test") as opened:
        assert (await opened.get("/api/v1/devices")).status_code == 401
        assert (await opened.get("/api/v1")).json()["type"].endswith("not-found")
        assert (await opened.get("/api/v1elsewhere")).text == "console: api/v1elsewhere"
        assert (await opened.get("/devices")).text == "console: devices"
