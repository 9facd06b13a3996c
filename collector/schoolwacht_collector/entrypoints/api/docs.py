"""The documentation of the interface: the OpenAPI document, and a page that reads it out. Both work without internet.

They say nothing about the school, so they need no token.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from fastapi import APIRouter, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, JSONResponse, Response

from schoolwacht_collector.entrypoints.api.listing import marked
from schoolwacht_collector.entrypoints.api.openapi import TAGS, operations
from schoolwacht_collector.entrypoints.api.problems import KINDS, PREFIX

router = APIRouter(prefix=PREFIX, include_in_schema=False)

_REF = "#/components/schemas/"


@router.get("/openapi.json")
def openapi(request: Request) -> Response:
    """The document for programs."""
    return marked(request, JSONResponse(request.app.openapi()))


@router.get("/docs")
def page(request: Request) -> Response:
    """The document for people."""
    document = request.app.openapi()
    found = [(path, method, _whole(one, document)) for path, method, one in operations(document)]
    sections = [
        (tag, about, [(path, method, one) for path, method, one in found if tag in one.get("tags", ())])
        for tag, about in TAGS.items()
    ]
    schemas = {name: one for name, one in document["components"]["schemas"].items() if not name.startswith("Page_")}
    text = (
        _environment()
        .get_template("docs.html")
        .render(info=document["info"], sections=sections, schemas=schemas, problems=KINDS, prefix=PREFIX)
    )
    return marked(request, HTMLResponse(text))


def _whole(operation: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """The operation with the answers it shares with others written out."""
    shared = document["components"]["responses"]
    answers = operation["responses"].items()
    return {**operation, "responses": {code: shared.get(_last(one), one) for code, one in answers}}


def _last(answer: dict[str, Any]) -> str:
    return str(answer.get("$ref", "")).rpartition("/")[2]


@router.get("/docs.css")
def style(request: Request) -> Response:
    """How the page looks."""
    return marked(request, Response(_style(), media_type="text/css; charset=utf-8"))


@cache
def _style() -> bytes:
    return (resources.files("schoolwacht_collector.entrypoints.api") / "static" / "docs.css").read_bytes()


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        loader=PackageLoader("schoolwacht_collector.entrypoints.api", "templates"),
    )
    environment.filters.update(kind=kind_of, prose=_prose)
    return environment


def kind_of(schema: dict[str, Any]) -> Markup:
    """A schema in a few words, with a link to a model.

    >>> str(kind_of({"type": "array", "items": {"type": "string"}}))
    'list of string'
    """
    if "$ref" in schema:
        return _link(schema["$ref"].removeprefix(_REF))
    if several := schema.get("anyOf"):
        return Markup(" or ").join(kind_of(one) for one in several)
    if schema.get("type") == "array":
        return Markup("list of ") + kind_of(schema.get("items", {}))
    if values := schema.get("enum"):
        return Markup(" | ").join(Markup("<code>{}</code>").format(value) for value in values)
    if isinstance(inside := schema.get("additionalProperties"), dict):
        return Markup("map to ") + kind_of(inside)
    return escape(schema.get("format") or schema.get("const") or schema.get("type") or "anything")


def _link(name: str) -> Markup:
    inside = name.removeprefix("Page_").rstrip("_")
    link = Markup('<a href="#model-{0}">{0}</a>').format(inside)
    return Markup("page of ") + link if name.startswith("Page_") else link


def _prose(text: str) -> Markup:
    """Paragraphs, **bold** and `code` of our own descriptions."""
    paragraphs = []
    for paragraph in text.strip().split("\n\n"):
        bold = paragraph.split("**")
        parts = [Markup("<strong>{}</strong>").format(one) if i % 2 else _coded(one) for i, one in enumerate(bold)]
        paragraphs.append(Markup("<p>{}</p>").format(Markup().join(parts)))
    return Markup("\n").join(paragraphs)


def _coded(text: str) -> Markup:
    parts = [Markup("<code>{}</code>").format(one) if i % 2 else escape(one) for i, one in enumerate(text.split("`"))]
    return Markup().join(parts)
