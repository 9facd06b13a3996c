"""What programs and browsers ask of the console's port before anybody logs in.

`/healthz` (the process lives) is for everybody. `/readyz` says to everybody whether the collector works, with an HTTP
status; what is wrong with which part, and all of `/metrics`, only to this machine or to a token that may read. A
request that came through a proxy on this machine is not this machine's. `/ca.crt` is the certificate that people put
into their browsers; it is no secret.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from schoolwacht_collector.books.api_tokens import ApiScope
from schoolwacht_collector.entrypoints.api.gate import Gate
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.metrics_page import CONTENT_TYPE, MetricsPage
from schoolwacht_collector.entrypoints.vitals import Vitals

_STATUS = {"ok": 200, "behind": 200, "down": 503}
MayRead = Callable[[Request], bool]
"""Whether a request carries a token that may read."""
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def machine_routes(
    vitals: Vitals, metrics: MetricsPage, ca: Callable[[], bytes] | None = None, may_read: MayRead = lambda _: False
) -> APIRouter:
    """The routes. `ca` gives our own authority's certificate as PEM; None when the school has one of its own."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    async def healthz() -> Response:
        """On the event loop itself: a loop that hangs does not answer."""
        return PlainTextResponse("ok\n")

    @router.get("/readyz")
    def readyz(request: Request) -> Response:
        parts = vitals.parts()
        states = {part.state for part in parts.values()}
        state = "down" if "down" in states else "behind" if "behind" in states else "ok"
        content: dict[str, Any] = {"ready": state != "down", "state": state}
        if _trusted(request, may_read):
            content["parts"] = {name: {"state": one.state, "detail": one.detail} for name, one in parts.items()}
        return JSONResponse(content, _STATUS[state])

    @router.get("/metrics")
    def numbers(request: Request) -> Response:
        if not _trusted(request, may_read):
            return PlainTextResponse(
                "Numbers are for this machine, or for a token that may read: Authorization: Bearer swa_...\n",
                401,
                {"www-authenticate": 'Bearer realm="schoolwacht"'},
            )
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @router.get("/ca.crt")
    def own_authority() -> Response:
        if ca is None:
            return PlainTextResponse("The certificate of this school is not made by Schoolwacht.\n", 404)
        kept = {"content-disposition": 'attachment; filename="schoolwacht-ca.crt"', "cache-control": "no-cache"}
        return Response(ca(), media_type="application/x-x509-ca-cert", headers=kept)

    return router


def by_token(gate: Gate) -> MayRead:
    """Whoever the API's gate lets read about the whole school."""

    def may_read(request: Request) -> bool:
        if "authorization" not in request.headers:
            return False
        try:
            caller = gate.caller(request)
        except Problem:
            return False
        return caller.scope.covers(ApiScope.READ) and not caller.site

    return may_read


def _trusted(request: Request, may_read: MayRead) -> bool:
    return _from_here(request) or may_read(request)


def _from_here(request: Request) -> bool:
    host = request.client.host if request.client else ""
    try:
        loopback = ipaddress.ip_address(host).is_loopback
    except ValueError:
        loopback = False
    return loopback and not any(name in request.headers for name in _FORWARDED)
