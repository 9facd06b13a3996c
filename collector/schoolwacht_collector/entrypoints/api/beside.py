"""The interface and the console on one port: paths under /api/v1 are the interface's, all others the console's.

They are two applications side by side, not one in the other: the console asks that a change comes from its own pages,
which no program can promise, and the interface asks for a token, which no page has.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Receive, Scope, Send

from schoolwacht_collector.entrypoints.api.problems import PREFIX


class Beside:
    """Hands each request to the one it is for."""

    def __init__(self, api: ASGIApp, console: ASGIApp) -> None:
        self._api = api
        self._console = console

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """By the path alone."""
        path = scope.get("path", "")
        ours = scope["type"] == "http" and (path == PREFIX or path.startswith(f"{PREFIX}/"))
        await (self._api if ours else self._console)(scope, receive, send)
