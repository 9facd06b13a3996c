"""Whatever is sent, the answer is one that is described: never a failure of ours.

Requests are made from the OpenAPI document itself, so a new operation is tried as soon as it is there.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collector.entrypoints.api.a_place import Place
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.entrypoints.api.openapi import operations

SLASH = "/api/v1"
ODD = [
    "", "0", "-1", "1", "null", "true", "\x00", "\u202e", "a" * 300, "' OR 1=1 --", "%", "../..", "9" * 40, "1e309",
    "NaN", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59+14:00", "2026-11-23T08:00:00Z", "mem.used", "srv-admin",
    "0000", "els", "AutoCAD", "Hoofdgebouw", "device", "=1+1", "\U0001f9d9", "{}", "[]", ".csv", "swa_00000000",
]  # fmt: skip
# Lone surrogates cannot be written in UTF-8; test_problems sends one as an escape.
texts = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
scalars = st.none() | st.booleans() | st.integers() | st.floats() | texts
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory, furnished: Any) -> Iterator[Place]:  # noqa: ANN401 - of conftest
    path = Path(tmp_path_factory.mktemp("hostile") / "ledger.db")
    path.write_bytes(furnished.path.read_bytes())
    with SqlLedger(path) as ledger:
        yield Place(ledger, furnished.school, series=furnished.series)


@st.composite
def requests(draw: st.DrawFn, document: dict[str, Any]) -> tuple[str, str, dict[str, str], bytes, dict[str, str]]:
    """Method, path, query, body and headers of a request that is nearly as described, or not at all."""
    path, method, one = draw(st.sampled_from(list(operations(document))))
    query: dict[str, str] = {}
    for parameter in one.get("parameters", []):
        value = draw(st.sampled_from(parameter["schema"].get("examples", [""])) | texts)
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", quote(str(value), safe="") or "x")
        elif parameter["in"] == "query" and (parameter.get("required") or draw(st.booleans())):
            query[parameter["name"]] = str(value)
    body = b""
    if content := one.get("requestBody", {}).get("content", {}).get("application/json"):
        shape = document["components"]["schemas"][content["schema"]["$ref"].rpartition("/")[2]]
        body = json.dumps(draw(bodies(shape) | values)).encode()
    elif one.get("requestBody"):
        body = draw(texts).encode("utf-8", "replace")
    headers = {"content-type": "application/json"}
    if draw(st.booleans()):
        headers["if-none-match"] = quote(draw(texts))
        headers["idempotency-key"] = quote(draw(texts))[:250]
    return method, path.removeprefix(SLASH), query, body, headers


@st.composite
def bodies(draw: st.DrawFn, shape: dict[str, Any]) -> dict[str, Any]:
    """A body with the right fields, some of them with odd values."""
    body = {}
    for name, field in shape["properties"].items():
        if name in shape.get("required", []) or draw(st.booleans()):
            usual = field.get("enum", field.get("examples", [field.get("default", "x")]))
            body[name] = draw(st.sampled_from(usual) | scalars)
    return body


def test_nothing_that_is_sent_makes_a_failure(hostile: Place) -> None:
    document = hostile.owner.openapi()

    @settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
    @given(requests(document))
    def ask(request: tuple[str, str, dict[str, str], bytes, dict[str, str]]) -> None:
        method, path, query, body, headers = request
        status, kind = asyncio.run(sent(method, path, query, body, headers))
        assert status < 500, f"{method} {path} {query} {body!r}"
        assert kind == "application/problem+json" or status < 400

    async def sent(
        method: str, path: str, query: dict[str, str], body: bytes, headers: dict[str, str]
    ) -> tuple[int, str]:
        async with hostile.as_owner() as opened:
            answer = await opened.request(method.upper(), path, params=query, content=body, headers=headers)
            return answer.status_code, answer.headers.get("content-type", "")

    ask()
