"""Licences: every title against its seats, and where a title stands."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.addresses import page_number
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, coverage

router = APIRouter()

_PAGE = 100


def lines(desk: Desk, visitor: Visitor) -> list[Coverage]:
    """Every title, what needs work first."""
    today = visitor.speech.local(visitor.now).date()
    return desk.ledger.read(lambda books: coverage(books, desk.catalogue, today))


@router.get("/licences")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The register."""
    words = request.query_params.get("q", "")[:100].strip()
    everything = lines(desk, visitor)
    found = [line for line in everything if words.casefold() in f"{line.title} {line.publisher}".casefold()]
    pages = max(1, -(-len(found) // _PAGE))
    page = min(page_number(request.query_params.get("page", "")), pages)
    return paper.page(
        request,
        visitor,
        "licences.html",
        lines=found[(page - 1) * _PAGE : page * _PAGE],
        short=sum(line.short for line in everything),
        titles=sum(line.short > 0 for line in everything),
        any_title=bool(everything),
        query={"q": words},
        page=page,
        pages=pages,
    )


@router.get("/licences/title")
def title(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """One title: what was bought, and the rooms and machines it stands on."""
    name = request.query_params.get("name", "")
    line = next((line for line in lines(desk, visitor) if line.title == name), None)
    if line is None:
        raise HTTPException(404)
    pages = max(1, -(-line.found // _PAGE))
    page = min(page_number(request.query_params.get("page", "")), pages)
    installs = line.installs[(page - 1) * _PAGE : page * _PAGE]
    query = {"name": line.title}
    return paper.page(
        request, visitor, "licence.html", line=line, installs=installs, query=query, page=page, pages=pages
    )
