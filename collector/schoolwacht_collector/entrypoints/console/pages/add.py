"""Add a PC: a form, then the two commands to paste there; commands that still work, and who waits for approval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.devices import Token
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator, Desk, Visitor
from schoolwacht_collector.entrypoints.console.listing import filters
from schoolwacht_collector.entrypoints.console.views.arrivals import arrivals
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.usecases.make_token import LONGEST, MOST_USES, Wanted, make_token
from schoolwacht_collector.usecases.manage_devices import approve
from schoolwacht_collector.usecases.withdraw_token import withdraw_token

router = APIRouter()

_MOST_HOURS = LONGEST // timedelta(hours=1)
_WAITING = 100
_SUGGESTED = 200
_TOKENS = 50


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, kept as it is so that it can be shown again."""

    site: str = ""
    room: str = ""
    kind: str = DeviceClass.SHARED.value
    uses: str = "1"
    hours: str = "24"
    ask: str = ""
    wizard: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


class Given(BaseModel):
    """The form as it arrives; every field may be missing."""

    site: str = ""
    room: str = ""
    kind: str = ""
    uses: str = ""
    hours: str = ""
    ask: str = ""
    wizard: str = ""


@dataclass(frozen=True, slots=True)
class Made:
    """A command that was made, and when."""

    token: str
    wanted: Wanted
    at: datetime

    @property
    def until(self) -> datetime:
        """When the command stops working."""
        return self.at + self.wanted.lasts


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Who waits, the commands that still work, and the names of sites and rooms there are already."""

    waiting: Sequence[Device]
    tokens: Sequence[Token]
    sites: Sequence[str]
    rooms: Sequence[str]


def surroundings(books: Books, visitor: Visitor) -> Surroundings:
    """What the page shows around the form."""
    devices = books.devices.all()
    waiting = [device for device in devices if device.state is DeviceState.PENDING]
    return Surroundings(
        waiting=sorted(waiting, key=lambda device: device.enrolled_at, reverse=True)[:_WAITING],
        tokens=[one for one in books.tokens.all() if _works(one, visitor)][:_TOKENS],
        sites=sorted({device.site for device in devices if device.site}, key=natural)[:_SUGGESTED],
        rooms=sorted({device.room for device in devices if device.room}, key=natural)[:_SUGGESTED],
    )


def _works(token: Token, visitor: Visitor) -> bool:
    return token.uses_left > 0 and token.expires_at > visitor.now and visitor.holds(token.site)


def checked(typed: Typed, visitor: Visitor) -> Wanted | Mapping[str, str]:
    """What is wanted, or what is wrong by the name of its field."""
    wrong: dict[str, str] = {}
    speech = visitor.speech
    uses, hours = _count(typed.uses, MOST_USES), _count(typed.hours, _MOST_HOURS)
    if uses is None:
        wrong["uses"] = speech.gettext("Fill in a number from 1 to {most}.").format(most=speech.number(MOST_USES))
    if hours is None:
        wrong["hours"] = speech.gettext("Fill in a number from 1 to {most}.").format(most=speech.number(_MOST_HOURS))
    if not clean(typed.site, 64):
        wrong["site"] = speech.gettext("Fill in the site: a school with one address may use its own name.")
    elif not visitor.holds(clean(typed.site, 64)):
        wrong["site"] = speech.gettext("That site is not one of yours.")
    if typed.kind not in set(DeviceClass):
        wrong["kind"] = speech.gettext("Choose what the computer is for.")
    if wrong or uses is None or hours is None:
        return wrong
    return Wanted(
        clean(typed.site, 64),
        clean(typed.room, 64),
        DeviceClass(typed.kind),
        uses,
        timedelta(hours=hours),
        ask=bool(typed.ask),
    )


def _count(text: str, most: int) -> int | None:
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= len(str(most)) and 1 <= int(text) <= most else None


@router.get("/add")
def form(request: Request, desk: AtDesk, visitor: Coordinator) -> Response:
    """The form, with what was typed the last time in the address of a link, if any."""
    given = request.query_params
    typed = Typed(site=given.get("site", "")[:64], room=given.get("room", "")[:64])
    return add_page(request, desk, visitor, typed)


@router.post("/add")
def make(request: Request, desk: AtDesk, visitor: Coordinator, given: Annotated[Given, Form()]) -> Response:
    """Makes the commands. They are shown once, for only a hash of the secret is kept."""
    typed = Typed(
        given.site[:64], given.room[:64], given.kind, given.uses[:8], given.hours[:8], given.ask, given.wizard
    )
    wanted = checked(typed, visitor)
    if not isinstance(wanted, Wanted):
        return add_page(request, desk, visitor, replace(typed, wrong=wanted), status=422)
    token = desk.write(
        visitor, lambda books: make_token(books, wanted, desk.knows.reachable, visitor.user.name, visitor.now)
    )
    return add_page(request, desk, visitor, typed, made=Made(token, wanted, visitor.now))


@router.post("/tokens/{token_id}/withdraw")
def withdraw(desk: AtDesk, visitor: Coordinator, token_id: str) -> Response:
    """Takes a command back. It may have ended or gone a moment ago, which is as good."""

    def change(books: Books) -> None:
        if any(one.token_id == token_id and visitor.holds(one.site) for one in books.tokens.all()):
            withdraw_token(books, token_id, visitor.user.name, visitor.now)

    desk.write(visitor, change)
    return RedirectResponse("/add#commands", 303)


@router.get("/parts/waiting")
def waiting(request: Request, desk: AtDesk, visitor: Coordinator) -> Response:
    """Who waits, for the page to refresh by itself."""
    return paper.fragment(request, visitor, "waiting.html", around=_around(desk, visitor))


@router.post("/devices/{device_id}/approve")
def let_in(desk: AtDesk, visitor: Coordinator, device_id: str) -> Response:
    """Lets a waiting device in. Somebody else may have done so a moment ago, which is as good."""

    def change(books: Books) -> None:
        device = books.devices.get(device_id)
        if device is not None and device.state is DeviceState.PENDING:
            approve(books, device, visitor.user.name, visitor.now)

    desk.write(visitor, change)
    desk.devices_changed()
    return RedirectResponse("/add#waiting", 303)


@router.get("/parts/arrivals")
def came(request: Request, desk: AtDesk, visitor: Coordinator) -> Response:
    """Who came in with a command, for the page to refresh by itself."""
    asked = filters(request, "site", "room", "since", "uses")
    try:
        since = datetime.fromisoformat(asked["since"])
    except ValueError as flaw:
        raise HTTPException(404) from flaw
    if since.tzinfo is None:
        raise HTTPException(404)
    uses = _count(asked["uses"], MOST_USES) or 1
    found = desk.read(visitor, lambda books: arrivals(books, asked["site"], asked["room"], since, uses))
    return paper.fragment(request, visitor, "arrivals.html", arrived=found)


def _around(desk: Desk, visitor: Visitor) -> Surroundings:
    return desk.read(visitor, lambda books: surroundings(books, visitor))


def add_page(
    request: Request,
    desk: Desk,
    visitor: Visitor,
    typed: Typed,
    *,
    status: int = 200,
    made: Made | None = None,
    wizard: str = "",
) -> Response:
    """The form or the commands, as a page of its own or as a step of the set-up."""
    around = _around(desk, visitor)
    kinds = [(kind.value, visitor.speech.say(labels.CLASSES[kind])) for kind in DeviceClass]
    wizard = wizard or typed.wizard
    arrived = None
    if made is not None:
        place = made.wanted
        arrived = desk.read(visitor, lambda books: arrivals(books, place.site, place.room, made.at, place.uses))
    return paper.page(
        request, visitor, "setup_pc.html" if wizard else "add.html", status, step="pc",
        typed=typed, kinds=kinds, made=made, around=around, arrived=arrived, wizard=wizard,
    )  # fmt: skip
