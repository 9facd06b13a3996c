"""The first set-up, a step at a time. What the steps change is changed by the pages of the settings themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import paper, passwords, sessions
from schoolwacht_collector.entrypoints.console import settings_desk as settings
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Newcomer, Visitor
from schoolwacht_collector.entrypoints.console.pages.add import Typed, add_page
from schoolwacht_collector.entrypoints.console.pages.notify import notify_page
from schoolwacht_collector.entrypoints.console.pages.school import school_page
from schoolwacht_collector.entrypoints.console.setup_steps import after, is_first_admin, put_away

router = APIRouter()


@router.get("/setup")
def begin(visitor: Admin) -> Response:
    """The first step for somebody who has a name and password already."""
    del visitor
    return RedirectResponse("/setup/school", 303)


@router.get("/setup/you")
def you(request: Request, desk: AtDesk, visitor: Newcomer) -> Response:
    """Name and password of the first administrator."""
    if not desk.read(visitor, lambda books: is_first_admin(books, visitor.user.name)):
        return RedirectResponse("/password" if not visitor.user.password_hash else "/setup/school", 303)
    return paper.page(request, visitor, "setup_you.html", step="you", name=visitor.user.name, wrong="")


@router.post("/setup/you")
def set_you(
    request: Request,
    desk: AtDesk,
    visitor: Newcomer,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
) -> Response:
    """Keeps them, and goes on."""
    name = clean(name, 64)
    wrong = _wrong_name(desk, visitor, name) or passwords.weakness(password, name, visitor.speech)
    if wrong:
        return paper.page(request, visitor, "setup_you.html", 422, step="you", name=name, wrong=wrong)
    if not desk.read(visitor, lambda books: is_first_admin(books, visitor.user.name)):
        return RedirectResponse("/password", 303)
    user = desk.write(visitor, lambda books: _renamed(books, visitor.user, name))
    secret = sessions.change_password(desk.ledger, user, password, desk.session_now(), visitor.now)
    response = RedirectResponse(after("you"), 303)
    sessions.hand_over(request, response, secret)
    return response


def _wrong_name(desk: Desk, visitor: Visitor, name: str) -> str:
    if not name:
        return visitor.speech.gettext("Fill in a name.")
    taken = name != visitor.user.name and desk.read(visitor, lambda books: books.people.user(name)) is not None
    return visitor.speech.gettext("There is a user of this name already.") if taken else ""


def _renamed(books: Books, user: User, name: str) -> User:
    """The first administrator under a name of their own; the name they were made with goes."""
    if name == user.name:
        return user
    books.people.remove(user.name)
    renamed = replace(user, name=name)
    books.people.put(renamed)
    return renamed


@router.get("/setup/school")
def school(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """Name, language, time zone, own days off."""
    return school_page(request, desk, visitor, "yes")


@router.get("/setup/pc")
def pc(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The first computer. A school with one address is its own site."""
    keeper = desk.knows.settings
    name = settings.text(keeper.read(), settings.SCHOOL_NAME) if keeper is not None else ""
    return add_page(request, desk, visitor, Typed(site=name[:64]), wizard="yes")


@router.get("/setup/notify")
def notify(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """Who gets a mail."""
    return notify_page(request, desk, visitor, "yes")


@router.get("/setup/sample")
def sample(request: Request, visitor: Admin) -> Response:
    """How to look around in a played school."""
    return paper.page(request, visitor, "setup_sample.html", step="sample")


@router.post("/setup/done")
def done(desk: AtDesk, visitor: Admin) -> Response:
    """The first page stops offering the steps."""
    desk.write(visitor, put_away)
    return RedirectResponse("/", 303)
