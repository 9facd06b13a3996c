"""What every request and answer passes: a limit on the body, and headers that keep browsers careful."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schoolwacht_collector.entrypoints.api.problems import KINDS, problem_response

LARGEST_BODY = 4 * 1024 * 1024
"""Bytes of one request; the largest thing anyone sends is a list of licences."""
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
}


class Frame:
    """The middleware around the interface."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request through unless it is too large, and puts the headers on what comes back."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        # An answer to a change may hold a secret that is shown once.
        kept = "private, no-cache" if scope["method"] == "GET" else "no-store"

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                headers.setdefault("cache-control", kept)
            await send(message)

        told = Headers(scope=scope).get("content-length", "0")
        if not (told.isascii() and told.isdecimal()) or len(told) > 12 or int(told) > LARGEST_BODY:  # noqa: PLR2004
            await problem_response("too-large", KINDS["too-large"].about)(scope, receive, dressed)
        else:
            await self._app(scope, _counted(receive), dressed)


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
