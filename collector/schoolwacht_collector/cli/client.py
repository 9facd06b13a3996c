"""How the command line reaches the collector: over its socket, or, when none runs, by working on the home itself.

Both ways go through the same REST interface, so a command behaves the same with and without a running collector.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from pathlib import Path
from typing import Any

import httpx

from schoolwacht_collector.config import load

SOCKET = "api.sock"
SECONDS = 60.0


class Refused(Exception):  # noqa: N818 - what the collector answered
    """The collector said no, with the reason in words."""

    def __init__(self, detail: str, *, busy: bool = False) -> None:
        super().__init__(detail)
        self.busy = busy


def call(home: Path, method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - what json says
    """One request to the interface; gives the parsed answer. Raises Refused."""
    if _listening(home / SOCKET):
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(home / SOCKET)), timeout=SECONDS) as client:
            return _content(client.request(method, f"http://collector/api/v1{path}", **request))
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    return asyncio.run(_directly(home, method, path, request))


def _listening(path: Path) -> bool:
    """Whether a collector answers behind the socket; a file left by a killed one does not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


async def _directly(home: Path, method: str, path: str, request: dict[str, Any]) -> Any:  # noqa: ANN401 - as call
    from schoolwacht_collector.adapters.authority import BrokenAuthority
    from schoolwacht_collector.adapters.ledger_sql import LedgerInUse, LedgerUnusable
    from schoolwacht_collector.app import House

    try:
        opened = House(load(home))
    except (LedgerUnusable, BrokenAuthority) as flaw:
        raise Refused(str(flaw), busy=isinstance(flaw, LedgerInUse)) from flaw
    with contextlib.closing(opened) as house:
        transport = httpx.ASGITransport(house.api(), raise_app_exceptions=True)
        async with httpx.AsyncClient(transport=transport, timeout=SECONDS) as client:
            return _content(await client.request(method, f"http://collector/api/v1{path}", **request))


def _content(response: httpx.Response) -> Any:  # noqa: ANN401 - as call
    if response.is_success:
        return response.json()
    try:
        detail = response.json().get("detail", response.text)
    except ValueError:
        detail = response.text
    raise Refused(str(detail), busy=response.status_code == httpx.codes.SERVICE_UNAVAILABLE)
