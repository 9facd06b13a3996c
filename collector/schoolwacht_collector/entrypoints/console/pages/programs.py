"""Every program on a device: to search in, by kind, and as a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cell, Fact
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Viewer
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.facts import cells
from schoolwacht_collector.entrypoints.console.facts.codes import CODES
from schoolwacht_collector.entrypoints.console.facts.declared import columns_of
from schoolwacht_collector.entrypoints.console.listing import filters, has_words, leaf_of
from schoolwacht_collector.entrypoints.console.pages.device import Head, head_of
from schoolwacht_collector.entrypoints.console.pages.known import safe_name
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.device_table import plain
from schoolwacht_collector.entrypoints.console.views.known import STATES, Trouble, troubles_of

router = APIRouter()

_TABLE = "software"
_SEARCHED = ("title", "name", "publisher", "edition", "version")


@router.get("/devices/{device_id}/software")
def show(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """The list."""
    query = filters(request, "q", "kind", "page")
    head, facts, trouble = desk.read(visitor, lambda books: _look(books, device_id))
    counts = Counter(str(one.cells.get("kind") or "") for one in facts)
    leaf = leaf_of(_fitting(facts, query), query["page"])
    return paper.page(
        request,
        visitor,
        "device_software.html",
        head=head,
        leaf=leaf,
        kinds=_kinds(counts, visitor.speech),
        trouble=trouble,
        query=query,
    )


@router.get("/devices/{device_id}/software.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """The list as a file, with every column."""
    head, facts, _ = desk.read(visitor, lambda books: _look(books, device_id))
    wording = visitor.speech.wording
    columns = columns_of(_TABLE, set())
    headings = [cells.heading(name, wording) for name in columns]
    rows = (
        [plain(_TABLE, name, one.cells.get(name), wording) for name in columns]
        for one in _fitting(facts, filters(request, "q", "kind"))
    )
    name = f"{safe_name(head.device.host)}-{visitor.speech.gettext('programs')}"
    return csv_file(desk, visitor, name, headings, rows)


def _look(books: Books, device_id: str) -> tuple[Head, Sequence[Fact], Trouble | None]:
    troubles = troubles_of(books.facts.rows(device_id, STATES).values())
    return head_of(books, device_id), books.facts.current(_TABLE, device_id), troubles.get(_TABLE)


def _fitting(facts: Iterable[Fact], query: Mapping[str, str]) -> list[Fact]:
    found = [
        one
        for one in facts
        if query["kind"] in ("", one.cells.get("kind"))
        and (not query["q"] or has_words(query["q"], " ".join(_text(one.cells.get(name)) for name in _SEARCHED)))
    ]
    return sorted(found, key=lambda one: (_shown_name(one).casefold(), _text(one.cells.get("version"))))


def _kinds(counts: Mapping[str, int], speech: Speech) -> list[tuple[str, str]]:
    """The kinds that this device has, the most frequent first, with how many there are of each."""
    order = sorted((kind for kind in counts if kind), key=lambda kind: -counts[kind])
    return [(k, f"{speech.say(CODES[k]) if k in CODES else k} ({speech.number(counts[k])})") for k in order]


def _shown_name(fact: Fact) -> str:
    return _text(fact.cells.get("title")) or _text(fact.cells.get("name")) or fact.key


def _text(cell: Cell) -> str:
    return "" if cell is None else str(cell)
