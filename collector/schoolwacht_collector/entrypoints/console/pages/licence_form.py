"""Entering one licence by form, and taking one away."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.entrypoints.console import labels, paper, undo
from schoolwacht_collector.entrypoints.console.addresses import with_query
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator, Desk, Visitor
from schoolwacht_collector.entrypoints.console.views.rights import Given, Typed, checked, remove_right
from schoolwacht_collector.entrypoints.console.views.rooms import natural

router = APIRouter()


def _page(request: Request, desk: Desk, visitor: Visitor, typed: Typed) -> Response:
    def look(books: Books) -> tuple[list[str], list[str]]:
        own = {right.title for right in books.licences.all()}
        titles = sorted(own | {title.title for title in desk.knows.catalogue.titles}, key=str.casefold)
        return titles, sorted({one.site for one in books.devices.all() if one.site}, key=natural)

    titles, sites = desk.read(visitor, look)
    scopes = [(scope.value, visitor.speech.say(labels.SCOPES[scope])) for scope in Scope]
    return paper.page(
        request, visitor, "licence_form.html", 422 if typed.wrong else 200,
        typed=typed, titles=titles, sites=sites, scopes=scopes,
    )  # fmt: skip


@router.get("/licences/new")
def form(request: Request, desk: AtDesk, visitor: Coordinator) -> Response:
    """The form, with the title in it that a link names."""
    return _page(request, desk, visitor, Typed(title=request.query_params.get("title", "")[:128]))


@router.post("/licences/new")
def add(request: Request, desk: AtDesk, visitor: Coordinator, given: Annotated[Given, Form()]) -> Response:
    """Keeps the licence. The same title, kind, site and end once more replaces the number."""
    right = checked(given, desk.knows.catalogue, visitor)
    if not isinstance(right, Entitlement):
        typed = {name: str(value)[:128] for name, value in given.model_dump().items()}
        return _page(request, desk, visitor, Typed(**typed, wrong=right))

    def keep(books: Books) -> None:
        books.licences.put([right], visitor.now)
        seats = "unlimited" if right.seats is None else str(right.seats)
        books.audit.note(Deed(visitor.now, visitor.user.name, "licence.add", right.title, f"{right.scope} {seats}"))

    desk.write(visitor, keep)
    return RedirectResponse(with_query("/licences/title", {"name": right.title}), 303)


@router.post("/licences/remove")
def remove(desk: AtDesk, visitor: Coordinator, given: Annotated[Given, Form()]) -> Response:
    """Takes one licence away; for a while it can be undone."""

    def change(books: Books) -> None:
        right = next((one for one in books.licences.all() if _is_meant(one, given)), None)
        if right is None or not visitor.holds(right.site):
            raise HTTPException(404)
        remove_right(books, right, visitor)
        undo.remember(books, visitor.user.name, undo.removed(right, desk.session_now()))
        books.audit.note(Deed(visitor.now, visitor.user.name, "licence.remove", right.title, right.scope.value))

    desk.write(visitor, change)
    return RedirectResponse("/licences?done=yes", 303)


def _is_meant(right: Entitlement, given: Given) -> bool:
    until = right.valid_until.isoformat() if right.valid_until else ""
    return (right.title, right.scope.value, right.site, until) == (given.title, given.scope, given.site, given.until)
