"""How the command line reaches the collector: over its socket, or, when none runs, by working on the home itself.

Both ways go through the same REST interface, so a command behaves the same with and without a running collector.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

if TYPE_CHECKING:
    import httpx

    from schoolwacht_collector.app import House

SOCKET = "api.sock"
SECONDS = 60.0
_PREFIX = "/api/v1"
_BASE = f"http://collector{_PREFIX}"
_PAGE = 500

Ask = Callable[..., "httpx.Response"]


class Refused(Exception):  # noqa: N818 - what the collector answered
    """The collector said no, with the reason in words."""

    def __init__(self, detail: str, *, busy: bool = False) -> None:
        super().__init__(detail)
        self.busy = busy


def call(home: Path, method: str, path: str, **request: Any) -> Any:  # noqa: ANN401 - what json says
    """One request to the interface; gives the parsed answer. Raises Refused."""
    with _reached(home) as ask:
        return _good(ask(method, _BASE + path, **request)).json()


def listed(home: Path, path: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every line of a list, however many pages it has. Raises Refused."""
    rows: list[dict[str, Any]] = []
    with _reached(home) as ask:
        page = _good(ask("GET", _BASE + path, params={**(params or {}), "limit": _PAGE})).json()
        rows += page["items"]
        while page["next"]:
            page = _good(ask("GET", _BASE + page["next"].removeprefix(_PREFIX))).json()
            rows += page["items"]
    return rows


def as_file(home: Path, path: str, params: Mapping[str, Any] | None = None) -> bytes:
    """A whole list as a file for a spreadsheet. Raises Refused."""
    with _reached(home) as ask:
        return _good(ask("GET", f"{_BASE}{path}.csv", params=dict(params or {}))).content


def part(text: str) -> str:
    """A name as one part of a path, whatever signs are in it."""
    return quote(text, safe="")


@contextlib.contextmanager
def _reached(home: Path) -> Iterator[Ask]:
    """A way to ask, for the length of a block."""
    import httpx

    if listening(home / SOCKET):
        with httpx.Client(transport=httpx.HTTPTransport(uds=str(home / SOCKET)), timeout=SECONDS) as client:
            yield client.request
        return
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with contextlib.closing(_opened(home)) as house:
        api = house.api()
        yield lambda method, url, **request: asyncio.run(_directly(api, method, url, request))


def listening(path: Path) -> bool:
    """Whether a collector answers behind the socket; a file left by a killed one does not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(2)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def _opened(home: Path) -> House:
    from schoolwacht_collector.adapters.authority import BrokenAuthority
    from schoolwacht_collector.adapters.backup import unfinished
    from schoolwacht_collector.adapters.ledger_sql import LedgerInUse, LedgerUnusable
    from schoolwacht_collector.app import House
    from schoolwacht_collector.config import load

    if half := unfinished(home):
        raise Refused(half)
    try:
        return House(load(home))
    except (LedgerUnusable, BrokenAuthority) as flaw:
        raise Refused(str(flaw), busy=isinstance(flaw, LedgerInUse)) from flaw


async def _directly(api: Any, method: str, url: str, request: dict[str, Any]) -> httpx.Response:  # noqa: ANN401 - ASGI
    import httpx

    transport = httpx.ASGITransport(api, raise_app_exceptions=True)
    async with httpx.AsyncClient(transport=transport, timeout=SECONDS) as client:
        return await client.request(method, url, **request)


def _good(response: httpx.Response) -> httpx.Response:
    """The response, unless it is a problem, whose sentence is raised."""
    if response.is_success:
        return response
    try:
        detail = response.json().get("detail", response.text)
    except ValueError:
        detail = response.text
    raise Refused(str(detail), busy=response.status_code == 503)  # noqa: PLR2004 - busy
