from __future__ import annotations

import asyncio
import os
import socket
import stat
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

import httpx
import pytest

from schoolwacht_collector.entrypoints.web_server import WebServer, bind_tcp, bind_unix

Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Greeter:
    """Answers after a while, and says when somebody asked."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds = seconds
        self.asked = asyncio.Event()

    async def __call__(self, scope: MutableMapping[str, Any], _: Receive, send: Send) -> None:
        assert scope["type"] == "http"
        self.asked.set()
        await asyncio.sleep(self.seconds)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"5")]})
        await send({"type": "http.response.body", "body": b"hello"})


def address_of(bound: socket.socket) -> str:
    return f"http://127.0.0.1:{bound.getsockname()[1]}/"


async def test_it_answers_from_the_moment_it_started_and_tells_nobody_what_it_is() -> None:
    bound = bind_tcp("127.0.0.1:0")
    server = WebServer(Greeter(), bound)
    await server.start()
    async with httpx.AsyncClient() as client:
        answer = await client.get(address_of(bound))
    await server.stop()
    assert answer.text == "hello"
    assert "server" not in answer.headers


async def test_a_request_that_runs_may_end_when_the_server_stops() -> None:
    greeter = Greeter(0.3)
    bound = bind_tcp("127.0.0.1:0")
    server = WebServer(greeter, bound)
    await server.start()
    async with httpx.AsyncClient() as client:
        asking = asyncio.create_task(client.get(address_of(bound)))
        await greeter.asked.wait()
        await server.stop()
        assert (await asking).text == "hello"


async def test_the_same_over_a_socket_that_only_its_owner_can_open(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    server = WebServer(Greeter(), bind_unix(path))
    await server.start()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    async with httpx.AsyncClient(transport=httpx.AsyncHTTPTransport(uds=str(path))) as client:
        assert (await client.get("http://collector/")).text == "hello"
    await server.stop()


def test_what_a_killed_collector_left_is_replaced_and_the_rights_of_other_files_stay(tmp_path: Path) -> None:
    path = tmp_path / "api.sock"
    before = os.umask(0o022)
    try:
        bind_unix(path).close()
        again = bind_unix(path)
        assert stat.S_ISSOCK(path.stat().st_mode)
        again.close()
        (tmp_path / "other").touch()
        assert stat.S_IMODE((tmp_path / "other").stat().st_mode) == 0o644
    finally:
        os.umask(before)


def test_a_port_that_is_taken_is_an_error_and_not_shared() -> None:
    first = bind_tcp("127.0.0.1:0")
    with pytest.raises(OSError, match="in use"):
        bind_tcp(f"127.0.0.1:{first.getsockname()[1]}")
    first.close()


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this machine has no IPv6")
def test_an_address_of_version_six_is_written_in_brackets() -> None:
    bound = bind_tcp("[::1]:0")
    assert bound.getsockname()[0] == "::1"
    bound.close()
