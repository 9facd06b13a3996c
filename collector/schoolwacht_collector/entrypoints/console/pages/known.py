"""All that is known of a device: every table by the ten questions, and each table as a list and a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response

from schoolwacht_collector.books.facts import Fact
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.facts import cells
from schoolwacht_collector.entrypoints.console.facts.declared import columns_of
from schoolwacht_collector.entrypoints.console.facts.tables import NOT_HERE
from schoolwacht_collector.entrypoints.console.listing import filters, leaf_of
from schoolwacht_collector.entrypoints.console.pages.device import Head, head_of
from schoolwacht_collector.entrypoints.console.views.device_table import found, plain
from schoolwacht_collector.entrypoints.console.views.known import STATES, sections_of, shown_columns, troubles_of

router = APIRouter()

TableName = Annotated[str, Path(pattern=r"^[a-z][a-z0-9_]{0,63}$")]


@router.get("/devices/{device_id}/known")
def show(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """Every question with its answer."""
    head, sections = desk.read(visitor, lambda books: (head_of(books, device_id), sections_of(books, device_id)))
    return paper.page(request, visitor, "device_known.html", head=head, sections=sections)


@router.get("/devices/{device_id}/known/{table}.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer, device_id: str, table: TableName) -> Response:
    """A table as a file, with every column."""
    head, rows, columns = _look(desk, visitor, device_id, table, filters(request, "q")["q"])
    wording = visitor.speech.wording
    headings = [cells.heading(name, wording) for name in columns]
    lines = ([plain(table, name, one.cells.get(name), wording) for name in columns] for one in rows)
    return csv_file(desk, visitor, f"{safe_name(head.device.host)}-{table}", headings, lines)


@router.get("/devices/{device_id}/known/{table}")
def show_table(request: Request, desk: AtDesk, visitor: Viewer, device_id: str, table: TableName) -> Response:
    """A table as a list."""
    query = filters(request, "q", "page")
    head, rows, _ = _look(desk, visitor, device_id, table, query["q"])
    states = desk.read(visitor, lambda books: list(books.facts.rows(device_id, STATES).values()))
    return paper.page(
        request,
        visitor,
        "device_table.html",
        head=head,
        table=table,
        leaf=leaf_of(rows, query["page"]),
        columns=shown_columns(table, (one.cells for one in rows)),
        trouble=troubles_of(states).get(table),
        query=query,
    )


def _look(
    desk: Desk, visitor: Visitor, device_id: str, table: str, words: str
) -> tuple[Head, Sequence[Fact], Sequence[str]]:
    if table in NOT_HERE:
        raise HTTPException(404)
    head, facts, known = desk.read(
        visitor,
        lambda books: (
            head_of(books, device_id),
            books.facts.current(table, device_id),
            books.facts.table(device_id, table),
        ),
    )
    if known is None:
        raise HTTPException(404)
    columns = columns_of(table, {name for one in facts for name in one.cells})
    return head, found(facts, words, columns, visitor.speech.wording), columns


def safe_name(host: str) -> str:
    """The host name as a part of a file's name."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in "-_") else "-" for sign in host)[:40]
