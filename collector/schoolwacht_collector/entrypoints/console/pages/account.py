"""Getting in and out: log-in, the link that works once, the password, language and colours."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.entrypoints.console import paper, passwords, sessions
from schoolwacht_collector.entrypoints.console.addresses import safe_next
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Newcomer, Viewer, Visitor, visitor_of
from schoolwacht_collector.entrypoints.console.languages import LANGUAGES
from schoolwacht_collector.entrypoints.console.setup_steps import is_first_admin

router = APIRouter()

THEMES = ("system", "light", "dark")


@router.get("/login")
def login(request: Request, desk: AtDesk) -> Response:
    """The form. Who is logged in already goes on."""
    onward = safe_next(request.query_params.get("next", "/"))
    if visitor_of(request, desk) is not None:
        return RedirectResponse(onward, 303)
    return paper.front_page(request, desk.speech(request), "login.html", onward=onward, name="", wrong="")


@router.post("/login")
def log_in(
    request: Request,
    desk: AtDesk,
    name: Annotated[str, Form()] = "",
    password: Annotated[str, Form()] = "",
    onward: Annotated[str, Form(alias="next")] = "/",
) -> Response:
    """Name and password; after some failures only later again."""
    speech, now, onward, name = desk.speech(request), desk.session_now(), safe_next(onward), name.strip()[:64]
    address = request.client.host if request.client else ""
    wait = desk.attempts.wait(address, name, now)
    if wait:
        wrong = speech.gettext("Too many tries. Try again in {time}.").format(time=speech.lasting(wait))
        return paper.front_page(request, speech, "login.html", 429, onward=onward, name=name, wrong=wrong)
    secret = sessions.by_password(desk.ledger, name, password, now, desk.clock())
    if secret is None:
        desk.attempts.failed(address, name, now)
        wrong = speech.gettext("Name and password do not belong together.")
        return paper.front_page(request, speech, "login.html", 401, onward=onward, name=name, wrong=wrong)
    desk.attempts.succeeded(address, name)
    response = RedirectResponse(onward, 303)
    sessions.hand_over(request, response, secret)
    return response


@router.get("/start/{link}")
def start(request: Request, desk: AtDesk, link: str) -> Response:
    """Shows a button. Only the button uses the link up, so that a preview in a mail program does not."""
    return paper.front_page(request, desk.speech(request), "start.html", link=link, spent=False)


@router.post("/start/{link}")
def use_link(request: Request, desk: AtDesk, link: str) -> Response:
    """Lets in who has the link, once."""
    secret = sessions.by_link(desk.ledger, link, desk.session_now(), desk.clock())
    if secret is None:
        return paper.front_page(request, desk.speech(request), "start.html", 410, link=link, spent=True)
    first = desk.ledger.read(lambda books: is_first_admin(books, sessions.name_of(books, secret, desk.session_now())))
    response = RedirectResponse("/setup/you" if first and not desk.knows.simulated else "/", 303)
    sessions.hand_over(request, response, secret)
    return response


@router.get("/password")
def password_form(request: Request, visitor: Newcomer) -> Response:
    """The form to choose a password, or another one."""
    return _password_page(request, visitor)


@router.post("/password")
def set_password(
    request: Request,
    desk: AtDesk,
    visitor: Newcomer,
    password: Annotated[str, Form()] = "",
    current: Annotated[str, Form()] = "",
) -> Response:
    """Sets the password and ends every other session."""
    user = visitor.user
    if user.password_hash and (wrong := _not_the_current_one(request, desk, visitor, current)):
        return _password_page(request, visitor, wrong)
    if wrong := passwords.weakness(password, user.name, visitor.speech):
        return _password_page(request, visitor, wrong)
    secret = sessions.change_password(desk.ledger, user, password, desk.session_now(), visitor.now)
    response = RedirectResponse("/", 303)
    sessions.hand_over(request, response, secret)
    return response


def _not_the_current_one(request: Request, desk: AtDesk, visitor: Visitor, current: str) -> str:
    """What to say when this is not the user's password. A lost session cookie is no way to guess it either."""
    address = request.client.host if request.client else ""
    now = desk.session_now()
    wait = desk.attempts.wait(address, visitor.user.name, now)
    if wait:
        time = visitor.speech.lasting(wait)
        return visitor.speech.gettext("Too many tries. Try again in {time}.").format(time=time)
    if passwords.fits(current, visitor.user.password_hash):
        return ""
    desk.attempts.failed(address, visitor.user.name, now)
    return visitor.speech.gettext("The current password is not right.")


def _password_page(request: Request, visitor: Visitor, wrong: str = "") -> Response:
    known = bool(visitor.user.password_hash)
    speech = visitor.speech
    status = 422 if wrong else 200
    return paper.front_page(request, speech, "password.html", status, known=known, wrong=wrong, name=visitor.user.name)


@router.post("/me")
def preferences(
    desk: AtDesk,
    visitor: Viewer,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form()] = "/",
) -> Response:
    """Language and colours of this user."""

    def change(books: Books) -> None:
        user = books.people.user(visitor.user.name) or visitor.user
        if language in LANGUAGES:
            user = replace(user, language=language)
        if theme in THEMES:
            user = replace(user, theme=theme)
        books.people.put(user)

    desk.ledger.write(change)
    return RedirectResponse(safe_next(back), 303)


@router.post("/logout")
def log_out(request: Request, desk: AtDesk) -> Response:
    """Ends the session."""
    response = RedirectResponse("/login", 303)
    sessions.end(request, response, desk.ledger)
    return response
