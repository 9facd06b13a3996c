"""The button that undoes what somebody did last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.entrypoints.console.addresses import safe_next
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator
from schoolwacht_collector.entrypoints.console.undo import undo

router = APIRouter()


@router.post("/undo")
def press(desk: AtDesk, visitor: Coordinator, back: Annotated[str, Form()] = "/") -> Response:
    """Undoes it, and goes back to where the button stood."""
    done = desk.write(visitor, lambda books: undo(books, visitor.user.name, desk.session_now(), visitor.now))
    if done is not None and done.kind in {"retire", "usage", "identity"}:
        desk.devices_changed()
    where = safe_next(back)
    return RedirectResponse(where + ("&" if "?" in where else "?") + f"done={'undone' if done else 'late'}", 303)
