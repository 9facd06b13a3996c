"""The OpenAPI document: what FastAPI finds out by itself, plus what every operation has in common."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from schoolwacht_collector.entrypoints.api.models.answer import ProblemAnswer
from schoolwacht_collector.entrypoints.api.problems import KINDS, MEDIA_TYPE, PREFIX

VERSION = "1.0"
"""Of the interface, not of the program: within 1 nothing is taken away or changes its meaning."""

ABOUT = f"""\
Everything that Schoolwacht's console and command line can do.

**Two places, one interface.** On the collector's own machine the command line uses a socket in its home, which only its
owner can open. On the network it is at the console's address, and every request needs a token:
`Authorization: Bearer swa_...`, made by `schoolwacht api-token create` or `POST {PREFIX}/api-tokens`. A token has a
scope (`read`, `write` or `admin`; each may do what the ones before it may) and may be for one site only. No cookie is
ever looked at.

**Lists** come a page at a time: `limit` up to 500, and `next` (also in the header `Link`) is the path of the next page.
Lines that come or go meanwhile neither repeat nor hide others. Every list is also a file for a spreadsheet, whole: put
`.csv` behind its path, or send `Accept: text/csv`.

**Unchanged?** Lists carry an `ETag`; send it back as `If-None-Match`, and the answer is an empty 304 while nothing
changed.

**Once only.** What makes a token or a user takes an `Idempotency-Key`: the same key within a day gives the first answer
again.

**Problems** are `application/problem+json` (RFC 9457); `type` leads to an explanation.

**Times** are ISO 8601 with a time zone. Fields may be added at any time: skip those you do not know.
"""

TAGS = {
    "school": "The overview of today, and the back-ups of the machines.",
    "devices": "Machines: where they are, what is on them, whether they may report.",
    "rooms": "Rooms and trolleys.",
    "enrolment": "Tokens with which machines join.",
    "alerts": "What is wrong, what was, and who sees to it.",
    "rules": "What is judged, and the limits of that.",
    "licences": "What the school bought against what stands where.",
    "software": "Programs and the machines that have them.",
    "series": "Numbers over time.",
    "users": "People who may log in, and the audit trail.",
    "tokens": "Tokens for programs that use this interface.",
    "collector": "How the collector itself is, and its settings.",
}
_EVERYWHERE = ("unauthorized", "forbidden", "invalid", "too-many", "failure", "busy")
_WRITES = ("unreadable", "too-large")


def describe(app: FastAPI) -> None:
    """Makes `app.openapi()` give the whole document."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _document(app: FastAPI) -> dict[str, Any]:
    content = get_openapi(
        title="Schoolwacht",
        version=VERSION,
        description=ABOUT,
        routes=app.routes,
        tags=[{"name": name, "description": about} for name, about in TAGS.items()],
        license_info={"name": "MIT", "identifier": "MIT"},
    )
    schemas = content["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    problem = ProblemAnswer.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= problem.pop("$defs", {}) | {"ProblemAnswer": problem}
    content["components"]["responses"] = _problems()
    for path, method, operation in operations(content):
        _add_problems(operation, path, method)
    return content


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation of a document."""
    for path, methods in document.get("paths", {}).items():
        for method, operation in methods.items():
            yield path, method, operation


def _add_problems(operation: dict[str, Any], path: str, method: str) -> None:
    names = [*_EVERYWHERE, *(_WRITES if method != "get" else ())]
    names += ["not-found"] if "{" in path or method in {"put", "delete"} else []
    names += ["conflict"] if "{device}" in path or method == "post" else []
    responses = {code: one for code, one in operation["responses"].items() if code[0] in "23"}
    for name in sorted(names, key=lambda name: KINDS[name].status):
        responses[str(KINDS[name].status)] = {"$ref": f"#/components/responses/{name}"}
    operation["responses"] = responses


def _problems() -> dict[str, Any]:
    """Each kind of problem as an answer. Both kinds of 422 are told as one."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemAnswer"}}}
    both = {"invalid": f" Or, as kind `impossible`: {KINDS['impossible'].about}"}
    return {name: {"description": kind.about + both.get(name, ""), "content": content} for name, kind in KINDS.items()}
