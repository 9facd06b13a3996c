"""Licences: every title against its seats, and where a title stands."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.addresses import page_number
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, coverage

router = APIRouter()

_PAGE = 100


def lines(desk: Desk, visitor: Visitor) -> list[Coverage]:
    """Every title, what needs work first."""
    today = visitor.speech.local(visitor.now).date()
    return desk.read(visitor, lambda books: coverage(books, desk.knows.catalogue, today))


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


@router.get("/licences.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The register as a file."""
    say, words = visitor.speech.gettext, request.query_params.get("q", "")[:100].strip()
    columns = [say("Title"), say("Publisher"), say("Found"), say("Bought"), say("Short"), say("State"), say("Rooms")]
    rows = (
        (
            line.title, line.publisher, line.found, say("unlimited") if line.seats is None else line.seats,
            line.short, visitor.speech.say(labels.COVERAGE_STATES[line.state]), line.places,
        )
        for line in lines(desk, visitor)
        if words.casefold() in f"{line.title} {line.publisher}".casefold()
    )  # fmt: skip
    return csv_file(desk, visitor, say("licences"), columns, rows)


@router.get("/licences/title.csv")
def export_title(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The machines with a title as a file."""
    say, line = visitor.speech.gettext, _line(desk, visitor, request.query_params.get("name", ""))
    columns = [say("Title"), say("Device"), say("Site"), say("Room"), say("Listed as"), say("Version")]
    rows = ((line.title, one.host, one.site, one.room, one.name, one.version) for one in line.installs)
    return csv_file(desk, visitor, say("installs"), columns, rows)


@router.get("/licences/title")
def title(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """One title: what was bought, and the rooms and machines it stands on."""
    line = _line(desk, visitor, request.query_params.get("name", ""))
    pages = max(1, -(-line.found // _PAGE))
    page = min(page_number(request.query_params.get("page", "")), pages)
    installs = line.installs[(page - 1) * _PAGE : page * _PAGE]
    query = {"name": line.title}
    return paper.page(
        request, visitor, "licence.html", line=line, installs=installs, query=query, page=page, pages=pages
    )


def _line(desk: Desk, visitor: Visitor, name: str) -> Coverage:
    line = next((line for line in lines(desk, visitor) if line.title == name), None)
    if line is None:
        raise HTTPException(404)
    return line
