"""Everything that can go wrong, as application/problem+json (RFC 9457), one kind an anchor of the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console.site_identities import NotYours
from schoolwacht_collector.ports import BadRequest, Busy

PREFIX = "/api/v1"
MEDIA_TYPE = "application/problem+json"
_LONGEST_DETAIL = 1000
_MOST_ERRORS = 20
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of problem."""

    status: int
    title: str
    about: str


KINDS: Mapping[str, Kind] = {
    "unreadable": Kind(400, "Unreadable request", "The request could not be read at all."),
    "unauthorized": Kind(401, "A token is needed", "There is no token, or it is unknown, revoked or past its end."),
    "forbidden": Kind(403, "Not allowed", "The token is good, but its scope or its site does not cover this."),
    "not-found": Kind(404, "Not found", "There is nothing of that name, or it is not for this token to see."),
    "method-not-allowed": Kind(405, "Method not allowed", "The path exists, but not for this method; see `Allow`."),
    "conflict": Kind(409, "Conflict", "What is asked does not fit what is there: a name that is taken, for example."),
    "too-large": Kind(413, "Too large", "The body is over 4 MiB."),
    "invalid": Kind(422, "Invalid request", "A parameter or the body is not as described; `errors` tells where."),
    "impossible": Kind(422, "Not possible this way", "The request is well-formed, and still cannot be granted."),
    "too-many": Kind(429, "Too many tries", "Too many wrong tokens came from this address; see `Retry-After`."),
    "failure": Kind(500, "Something went wrong here", "A mistake of ours; the log of the collector tells more."),
    "busy": Kind(503, "Busy", "The ledger or the series store does not answer now; see `Retry-After`."),
}
_OF_STATUS = {kind.status: name for name, kind in KINDS.items()} | {422: "invalid"}


class Problem(Exception):  # noqa: N818 - RFC 9457's own word
    """Ends a request. `detail` is a sentence that says what to do."""

    def __init__(self, kind: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.kind = kind
        self.detail = detail
        self.headers = headers


def add_problem_handlers(app: FastAPI) -> None:
    """Turns whatever ends a request into problem+json."""
    app.add_exception_handler(Problem, _as_it_is)
    app.add_exception_handler(BadRequest, _impossible)
    app.add_exception_handler(NotYours, _hidden)
    app.add_exception_handler(Busy, _busy)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(Exception, _failure)


def problem_response(
    kind: str, detail: str, headers: Mapping[str, str] | None = None, errors: list[dict[str, str]] | None = None
) -> Response:
    """The answer for a problem."""
    known = KINDS[kind]
    content: dict[str, Any] = {
        "type": f"{PREFIX}/docs#problem-{kind}",
        "title": known.title,
        "status": known.status,
        "detail": clean(detail, _LONGEST_DETAIL),
    }
    if errors:
        content["errors"] = errors
    return JSONResponse(content, known.status, headers=dict(headers or {}), media_type=MEDIA_TYPE)


async def _as_it_is(_: Request, problem: Exception) -> Response:
    if not isinstance(problem, Problem):
        raise problem
    return problem_response(problem.kind, problem.detail, problem.headers)


async def _impossible(_: Request, flaw: Exception) -> Response:
    return problem_response("impossible", str(flaw))


async def _hidden(_: Request, __: Exception) -> Response:
    return problem_response("not-found", "there is nothing of that name at the site of this token")


async def _busy(_: Request, flaw: Exception) -> Response:
    return problem_response("busy", str(flaw), {"retry-after": "5"})


async def _invalid(_: Request, flaw: Exception) -> Response:
    """Tells where and why. What was sent is not repeated: it may be a secret, or hostile."""
    found = flaw.errors()[:_MOST_ERRORS] if isinstance(flaw, RequestValidationError) else []
    errors = [
        {"where": clean(".".join(str(step) for step in error["loc"]), 200), "problem": clean(str(error["msg"]), 300)}
        for error in found
    ]
    detail = "; ".join(f"{error['where'].rpartition('.')[2]}: {error['problem']}" for error in errors)
    return problem_response("invalid", detail or "the request is not as described", errors=errors)


async def _http(_: Request, flaw: Exception) -> Response:
    """What the framework itself refuses: an unknown path, another method."""
    status = flaw.status_code if isinstance(flaw, HTTPException) else 500
    kind = _OF_STATUS.get(status, "unreadable" if status < 500 else "failure")  # noqa: PLR2004 - HTTP's own border
    headers = flaw.headers if isinstance(flaw, HTTPException) else None
    details = {"not-found": f"there is no such path; {PREFIX}/docs lists them all"}
    return problem_response(kind, details.get(kind, KINDS[kind].about), headers)


async def _failure(request: Request, flaw: Exception) -> Response:
    """Says nothing of what went wrong to whoever asked; the log does."""
    _log.error("request_failed", method=request.method, path=clean(request.url.path, 200), exc_info=flaw)
    return problem_response("failure", KINDS["failure"].about)
