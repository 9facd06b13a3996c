"""Back-ups of Schoolwacht itself: when the last good one was made, and the command that puts it back."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.keep_backups import last_backup

router = APIRouter()

LATE = timedelta(hours=36)
"""One is made every day; half a day more is a collector that was off for a night."""


@router.get("/settings/backup")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The state and the two commands."""
    last = desk.read(visitor, last_backup)
    late = last.good_at is not None and visitor.now - last.good_at > LATE
    return paper.page(
        request, visitor, "own_backup.html", last=last, late=late, can_make=desk.knows.make_backup is not None
    )


@router.post("/settings/backup")
def make(desk: AtDesk, visitor: Admin) -> Response:
    """Makes one now. What goes wrong is noted by who makes it, and stands on the page."""
    del visitor
    if desk.knows.make_backup is None:
        raise HTTPException(404)
    try:
        desk.knows.make_backup()
    except Busy:
        return RedirectResponse("/settings/backup", 303)
    return RedirectResponse("/settings/backup?done=saved", 303)
