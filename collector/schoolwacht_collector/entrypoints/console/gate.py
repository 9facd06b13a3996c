"""What every request passes before a page sees it, and what every answer carries.

- The Host header must be a name we know: a web page elsewhere that points its own name at this machine (DNS
  rebinding) gets nothing.
- What changes something must come from our own pages: Sec-Fetch-Site, or Origin from a browser too old for it.
- No scripts, styles, frames, fonts or connections but our own; nothing is kept by the browser.
"""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
LARGEST_BODY = 2 * 1024 * 1024
"""Bytes of one request; the largest thing anyone uploads is a list of licences."""
HEADERS = {
    "content-security-policy": (
        "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not no-referrer: with that, browsers without Sec-Fetch-Site send "Origin: null" from our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class Gate:
    """The middleware around the console."""

    def __init__(self, app: ASGIApp, hosts: Collection[str]) -> None:
        self._app = app
        self._hosts = LOOPBACK | {host.casefold() for host in hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through, or refuses it, and puts the headers on what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                dress(MutableHeaders(scope=message))
            await send(message)

        refusal = self._refusal(scope, Headers(scope=scope))
        if refusal is not None:
            await refusal(scope, receive, dressed)
        else:
            await self._app(scope, _counted(receive), dressed)

    def _refusal(self, scope: Scope, headers: Headers) -> PlainTextResponse | None:
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            return PlainTextResponse(
                "This name is not known here. Add it to `names` under [console] in collector.toml.\n",
                status_code=421,
            )
        if scope["method"] not in _SAFE and not _from_our_own_page(host, headers):
            return PlainTextResponse(
                "This did not come from a page of Schoolwacht. Open the page again and retry.\n", status_code=403
            )
        if not headers.get("content-length", "0").isdecimal() or int(headers.get("content-length", "0")) > LARGEST_BODY:
            return PlainTextResponse("That is more than 2 MB. Send a smaller file.\n", status_code=413)
        return None


def dress(headers: MutableHeaders) -> None:
    """Puts the headers on an answer; what a page says about its own caching stays."""
    for name, value in HEADERS.items():
        headers[name] = value
    headers.setdefault("cache-control", "no-store")


def _name(host: str) -> str:
    name, colon, port = host.casefold().rpartition(":")
    return name if colon and port.isdecimal() else host.casefold()


def _from_our_own_page(host: str, headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site == "same-origin"
    return urlsplit(headers.get("origin", "")).netloc.casefold() == host.casefold()


def _counted(receive: Receive) -> Receive:
    taken = 0

    async def counting() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > LARGEST_BODY:
            raise HTTPException(413)  # whoever reads the body lets this one through
        return message

    return counting
