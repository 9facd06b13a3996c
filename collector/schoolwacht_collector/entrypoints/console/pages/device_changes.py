"""What changed on a device in a period: row by row, before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Viewer, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.facts import cells
from schoolwacht_collector.entrypoints.console.listing import filters, leaf_of
from schoolwacht_collector.entrypoints.console.pages.device import Head, head_of
from schoolwacht_collector.entrypoints.console.pages.known import safe_name
from schoolwacht_collector.usecases.tell_changes import Difference, differences, history

router = APIRouter()

_PERIODS = {"7": 7, "30": 30, "90": 90, "365": 365}
_USUAL = "30"
_ORDER = ("added", "changed", "removed")
_PAGE = 150


def _look(request: Request, desk: Desk, visitor: Visitor, device_id: str) -> tuple[Head, list[Difference], str]:
    days = filters(request, "days")["days"]
    days = days if days in _PERIODS else _USUAL
    since = visitor.now - timedelta(days=_PERIODS[days])
    head, found = desk.read(
        visitor, lambda books: (head_of(books, device_id), differences(history(books, device_id, since)))
    )
    wording = visitor.speech.wording
    found.sort(key=lambda one: (cells.title(one.table, wording), _ORDER.index(one.kind), _name(one).casefold()))
    return head, found, days


@router.get("/devices/{device_id}/changes")
def show(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """By table."""
    head, found, days = _look(request, desk, visitor, device_id)
    told = [one for one in found if not one.quiet]
    leaf = leaf_of(told, filters(request, "page")["page"], _PAGE)
    groups: list[tuple[str, Sequence[Difference]]] = [
        (table, list(rows)) for table, rows in groupby(leaf.lines, key=lambda one: one.table)
    ]
    return paper.page(
        request,
        visitor,
        "device_changes.html",
        head=head,
        groups=groups,
        leaf=leaf,
        days=days,
        folded=len(found) - len(told),
        query={"days": "" if days == _USUAL else days},
        name_of=_name,
    )


@router.get("/devices/{device_id}/changes.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer, device_id: str) -> Response:
    """As a file: a line for each column that changed, and one for each row that came or went."""
    head, found, _ = _look(request, desk, visitor, device_id)
    say, wording = visitor.speech.gettext, visitor.speech.wording
    columns = [say("Moment"), say("Table"), say("Name"), say("What"), say("Column"), say("Before"), say("After")]
    rows = (
        (
            one.at, cells.title(one.table, wording), _name(one), wording.text(labels.CHANGES[one.kind]),
            cells.heading(cell.column, wording) if cell else "",
            cells.written(one.table, cell.column, cell.before, wording) if cell else "",
            cells.written(one.table, cell.column, cell.after, wording) if cell else "",
        )
        for one in found
        if not one.quiet
        for cell in one.cells or (None,)
    )  # fmt: skip
    return csv_file(desk, visitor, f"{safe_name(head.device.host)}-{say('changes')}", columns, rows)


def _name(one: Difference) -> str:
    """The row by its name; a program that came or went with its version."""
    found = one.after or one.before or {}
    name, version = cells.name_of(one.table, one.key, found), found.get("version")
    return f"{name} {version}" if version and one.kind != "changed" and str(version) not in name else name
