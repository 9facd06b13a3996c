"""The REST interface behind the command line: `create_api` gives the application, one module a noun.

It is served on a Unix socket in the home (mode 0600): who may open that file may do everything. Errors are
application/problem+json (RFC 9457).
"""

from __future__ import annotations

from fastapi import APIRouter, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from schoolwacht_collector.entrypoints.api import alerts, devices, health, licences, limits, series, tokens, users
from schoolwacht_collector.entrypoints.api.services import Services
from schoolwacht_collector.ports import BadRequest, Busy

PREFIX = "/api/v1"


def create_api(services: Services) -> FastAPI:
    """The application, with everything it needs handed in."""
    app = FastAPI(title="Schoolwacht", openapi_url=f"{PREFIX}/openapi.json", docs_url=None, redoc_url=None)
    app.state.services = services
    router = APIRouter(prefix=PREFIX)
    for part in (alerts, devices, health, licences, limits, series, tokens, users):
        router.include_router(part.router)
    app.include_router(router)
    app.add_exception_handler(BadRequest, _problem(422, "not possible this way"))
    app.add_exception_handler(Busy, _problem(503, "busy"))
    app.add_exception_handler(RequestValidationError, _invalid)
    return app


def _problem(status: int, title: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - starlette's own callable
    async def handler(_: Request, flaw: Exception) -> JSONResponse:
        return _answer(status, title, str(flaw))

    return handler


async def _invalid(_: Request, flaw: Exception) -> JSONResponse:
    errors = flaw.errors() if isinstance(flaw, RequestValidationError) else []
    detail = "; ".join(f"{error['loc'][-1]}: {error['msg']}" for error in errors) or str(flaw)
    return _answer(422, "invalid request", detail)


def _answer(status: int, title: str, detail: str) -> JSONResponse:
    content = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(content, status, media_type="application/problem+json")
