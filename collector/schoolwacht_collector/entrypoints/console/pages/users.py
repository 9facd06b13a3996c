"""Users: who may log in, what they may do and for which sites."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.entrypoints.console import labels, paper, users
from schoolwacht_collector.entrypoints.console.addresses import with_query
from schoolwacht_collector.entrypoints.console.desk import NO_ROLE, ROLES, Admin, AtDesk, Desk, Visitor
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.problem import Problem
from schoolwacht_collector.entrypoints.console.user_sites import sites_of
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.usecases.manage_users import login_link

router = APIRouter()


class Given(BaseModel):
    """The form as it arrives; every field may be missing."""

    name: str = ""
    role: str = ""
    sites: list[str] = Field(default_factory=list, max_length=100)


@dataclass(frozen=True, slots=True)
class Line:
    """One user of the list."""

    user: User
    sites: Sequence[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A log-in link that was made just now, and for whom."""

    name: str
    address: str


def _lines(books: Books) -> tuple[list[Line], list[str]]:
    everybody = [user for user in books.people.users() if user.role != NO_ROLE]
    sites = sorted({device.site for device in books.devices.all() if device.site}, key=natural)
    return [Line(user, sorted(sites_of(books, user), key=natural)) for user in everybody], sites


def _page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: Given | None = None,
    wrong: str = "",
    link: Link | None = None,
) -> Response:
    lines, sites = desk.read(visitor, _lines)
    roles = [(role, visitor.speech.say(labels.ROLES[role])) for role in ROLES]
    return paper.page(
        request, visitor, "users.html", 422 if wrong else 200,
        lines=lines, sites=sites, roles=roles, typed=typed or Given(role="viewer"), wrong=wrong, link=link,
    )  # fmt: skip


def _link(request: Request, name: str, secret: str) -> Link:
    return Link(name, f"{request.base_url}start/{secret}")


@router.get("/settings/users")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The list, and a form for one more."""
    return _page(request, desk, visitor)


@router.get("/settings/users.csv")
def export(desk: AtDesk, visitor: Admin) -> Response:
    """The list as a file."""
    say = visitor.speech.gettext
    lines, _ = desk.read(visitor, _lines)
    rows = (
        (line.user.name, visitor.speech.say(labels.ROLES[line.user.role]), line.sites, line.user.created_at)
        for line in lines
    )
    return csv_file(desk, visitor, say("users"), [say("Name"), say("May"), say("Sites"), say("Added on")], rows)


@router.post("/settings/users")
def add(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """One more user, and the link with which they choose a password."""
    now, name = desk.session_now(), given.name.strip()
    try:
        secret = desk.write(
            visitor, lambda books: users.add(books, name, given.role, given.sites, visitor.user.name, now)
        )
    except Problem as flaw:
        return _page(request, desk, visitor, given, visitor.speech.say(flaw.text))
    return _page(request, desk, visitor, link=_link(request, name, secret))


@router.get("/settings/users/one")
def one(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """One user, to change."""
    return _one(request, desk, visitor, request.query_params.get("name", ""))


def _one(request: Request, desk: Desk, visitor: Visitor, name: str, wrong: str = "") -> Response:
    lines, sites = desk.read(visitor, _lines)
    line = next((line for line in lines if line.user.name == name), None)
    if line is None:
        raise HTTPException(404)
    roles = [(role, visitor.speech.say(labels.ROLES[role])) for role in ROLES]
    return paper.page(
        request, visitor, "user.html", 422 if wrong else 200, line=line, sites=sites, roles=roles, wrong=wrong
    )


@router.post("/settings/users/change")
def change(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """Another role, other sites."""
    return _done(
        request, desk, visitor, given.name,
        lambda books: users.change(books, given.name, given.role, given.sites, visitor.user.name, visitor.now),
    )  # fmt: skip


@router.post("/settings/users/shut-out")
def shut_out(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """Takes access away, at once."""
    return _done(
        request, desk, visitor, given.name,
        lambda books: users.shut_out(books, given.name, visitor.user.name, visitor.now),
    )  # fmt: skip


def _done(request: Request, desk: Desk, visitor: Visitor, name: str, deed: Callable[[Books], None]) -> Response:
    try:
        desk.write(visitor, deed)
    except Problem as flaw:
        return _one(request, desk, visitor, name, visitor.speech.say(flaw.text))
    return RedirectResponse(with_query("/settings/users", {"done": "saved"}), 303)


@router.post("/settings/users/reset")
def reset(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """A link that works once; the user's sessions and old password end."""
    now = desk.session_now()

    def make(books: Books) -> str:
        users.user_of(books, given.name)
        return login_link(books, given.name, visitor.user.name, now, reset=True)

    try:
        secret = desk.write(visitor, make)
    except Problem as flaw:
        return _page(request, desk, visitor, wrong=visitor.speech.say(flaw.text))
    return _page(request, desk, visitor, link=_link(request, given.name, secret))
