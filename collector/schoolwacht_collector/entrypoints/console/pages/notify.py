"""Who is told by mail or otherwise; also a step of the first set-up. A test message says in words what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.entrypoints.console import paper
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Visitor
from schoolwacht_collector.entrypoints.console.problem import Problem
from schoolwacht_collector.entrypoints.console.settings_desk import NOTIFY_URLS, SettingsDesk, items, name_of
from schoolwacht_collector.entrypoints.console.setup_steps import after
from schoolwacht_collector.entrypoints.console.views.notify_addresses import (
    Mail,
    address_of,
    described,
    explained,
    other_address,
)
from schoolwacht_collector.ports import BadRequest

router = APIRouter()

MOST = 20
"""Addresses; a school tells a few people."""


class Given(BaseModel):
    """The form as it arrives; every field may be missing. `do` is test or keep."""

    to: str = ""
    server: str = ""
    port: str = "587"
    user: str = ""
    password: str = ""
    sender: str = ""
    other: str = ""
    do: str = ""
    wizard: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a test: `words` for people, `reason` as the server said it."""

    good: bool
    words: Message
    reason: str = ""


def notify_page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    wizard: str,
    typed: Given | None = None,
    *,
    wrong: str = "",
    outcome: Outcome | None = None,
) -> Response:
    """The form, in the settings or as a step of the set-up."""
    keeper = desk.knows.settings
    urls = items(keeper.read(), NOTIFY_URLS) if keeper is not None else []
    failed = desk.read(visitor, lambda books: books.outbox.last_failure())
    return paper.page(
        request, visitor, "setup_notify.html" if wizard else "settings_notify.html", 422 if wrong else 200,
        step="notify", typed=typed or Given(), wrong=wrong, outcome=outcome, can_change=keeper is not None,
        addresses=[visitor.speech.say(described(url)) for url in urls], failed=failed,
        fixed=keeper.fixed().get(name_of(NOTIFY_URLS), "") if keeper is not None else "",
    )  # fmt: skip


@router.get("/settings/notify")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """The addresses, and a form for one more."""
    return notify_page(request, desk, visitor, "")


@router.post("/settings/notify")
def put(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """Tries the address, or keeps it."""
    keeper = _keeper(desk)
    try:
        url = _address(given)
        if given.do == "test":
            outcome = _tested(desk, keeper, visitor, url)
            return notify_page(request, desk, visitor, given.wizard, given, outcome=outcome)
        _keep(desk, keeper, visitor, [*items(keeper.read(), NOTIFY_URLS), url])
    except Problem as flaw:
        return notify_page(request, desk, visitor, given.wizard, given, wrong=visitor.speech.say(flaw.text))
    except BadRequest as flaw:
        return notify_page(request, desk, visitor, given.wizard, given, wrong=str(flaw))
    return RedirectResponse(after("notify") if given.wizard else "/settings/notify?done=saved", 303)


@router.post("/settings/notify/remove")
def remove(request: Request, desk: AtDesk, visitor: Admin, place: Annotated[str, Form()] = "") -> Response:
    """Takes the address at this place in the list away."""
    keeper = _keeper(desk)
    urls = items(keeper.read(), NOTIFY_URLS)
    if not place.isdecimal() or not 0 < int(place[:3]) <= len(urls):
        raise HTTPException(404)
    try:
        _keep(desk, keeper, visitor, [url for number, url in enumerate(urls, start=1) if number != int(place)])
    except BadRequest as flaw:
        return notify_page(request, desk, visitor, "", wrong=str(flaw))
    return RedirectResponse("/settings/notify?done=saved", 303)


def _keeper(desk: Desk) -> SettingsDesk:
    if desk.knows.settings is None:
        raise HTTPException(404)
    return desk.knows.settings


def _address(given: Given) -> str:
    if given.other.strip():
        return other_address(given.other)
    return address_of(
        Mail(given.to, given.server.strip(), given.port.strip(), given.user, given.password, given.sender)
    )


def _tested(desk: Desk, keeper: SettingsDesk, visitor: Visitor, url: str) -> Outcome:
    reason = keeper.test_notification(url)
    deed = Deed(visitor.now, visitor.user.name, "settings.test", "notify", "sent" if not reason else "failed")
    desk.write(visitor, lambda books: books.audit.note(deed))
    if reason:
        return Outcome(good=False, words=explained(reason), reason=reason)
    return Outcome(good=True, words=say("The test message is out. Look whether it arrived, also among unwanted mail."))


def _keep(desk: Desk, keeper: SettingsDesk, visitor: Visitor, urls: list[str]) -> None:
    if len(urls) > MOST:
        raise Problem(say("That are too many addresses. Remove one first."))
    keeper.change(*NOTIFY_URLS, "\n".join(urls))
    deed = Deed(visitor.now, visitor.user.name, "settings.change", name_of(NOTIFY_URLS), f"{len(urls)} addresses")
    desk.write(visitor, lambda books: books.audit.note(deed))
