"""Bringing in what the school bought: choose a file, see what it would do, and only then do it.

Between the two steps the file travels in the page itself, so that nothing half-done is kept here.
"""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Desk, Visitor, WholeSchool
from schoolwacht_collector.usecases.import_licences import ImportReport, import_licences

router = APIRouter()

LARGEST = 700_000
"""Bytes. 5,000 lines, and still small enough to come back inside the page."""
_SHOWN = 200


@router.get("/licences/import")
def form(request: Request, visitor: WholeSchool) -> Response:
    """The form to choose a file."""
    return _page(request, visitor)


@router.post("/licences/import")
def preview(
    request: Request, desk: AtDesk, visitor: WholeSchool, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """What the file would do. Nothing is kept."""
    body = file.file.read(LARGEST + 1) if file is not None else b""
    say = visitor.speech.gettext
    if not body:
        return _page(request, visitor, wrong=say("Choose a file first: a list saved as CSV."))
    if len(body) > LARGEST:
        return _page(request, visitor, wrong=say("The file is too large. Save only the list of licences, as CSV."))
    report = desk.read(visitor, lambda books: _import(books, desk, visitor, body, dry_run=True))
    return _page(request, visitor, report=report, carried=base64.urlsafe_b64encode(body).decode())


@router.post("/licences/import/keep")
def keep(request: Request, desk: AtDesk, visitor: WholeSchool, carried: Annotated[str, Form()] = "") -> Response:
    """Does what the preview said."""
    try:
        body = base64.b64decode(carried, altchars=b"-_", validate=True)
    except binascii.Error:
        return _page(request, visitor, wrong=visitor.speech.gettext("The file did not arrive whole. Choose it again."))
    report = desk.write(visitor, lambda books: _import(books, desk, visitor, body[:LARGEST], dry_run=False))
    if not (report.added or report.changed or report.unchanged):
        return _page(request, visitor, report=report)
    return RedirectResponse("/licences", 303)


def _import(books: Books, desk: Desk, visitor: Visitor, body: bytes, *, dry_run: bool) -> ImportReport:
    report = import_licences(books, body, desk.knows.catalogue, visitor.now, dry_run=dry_run)
    if not dry_run and (report.added or report.changed):
        details = f"added {len(report.added)}, changed {len(report.changed)}"
        books.audit.note(Deed(visitor.now, visitor.user.name, "licence.import", "", details))
    return report


def _page(
    request: Request, visitor: Visitor, *, report: ImportReport | None = None, carried: str = "", wrong: str = ""
) -> Response:
    return paper.page(
        request,
        visitor,
        "licence_import.html",
        422 if wrong else 200,
        report=report,
        carried=carried,
        wrong=wrong,
        shown=_SHOWN,
    )
