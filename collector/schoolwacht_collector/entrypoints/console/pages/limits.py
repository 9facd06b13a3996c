"""Limits: what every rule takes as too much, and where it is otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import LimitOverride
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import Admin, AtDesk, Desk, Visitor
from schoolwacht_collector.entrypoints.console.limit_words import LIMITS
from schoolwacht_collector.entrypoints.console.views.limits import SCOPES, Limit, limits_of, number_of
from schoolwacht_collector.entrypoints.console.views.rooms import natural

router = APIRouter()


class Given(BaseModel):
    """The form as it arrives; `limit` is rule.name, `value` is in the limit's unit."""

    limit: str = ""
    scope: str = ""
    target: str = ""
    value: str = ""


@dataclass(frozen=True, slots=True)
class Places:
    """What a limit can be for: names to choose from, and names of devices by their ids."""

    suggested: Sequence[str]
    hosts: dict[str, str]


def _places(books: Books) -> Places:
    devices = books.devices.all()
    names = {one.site for one in devices} | {one.room for one in devices} | {one.host for one in devices}
    return Places(sorted(filter(None, names), key=natural)[:500], {one.device_id: one.host for one in devices})


def _page(request: Request, desk: Desk, visitor: Visitor, typed: Given, wrong: str = "") -> Response:
    overrides, places = desk.read(visitor, lambda books: (books.alerts.overrides(), _places(books)))
    return paper.page(
        request, visitor, "limits.html", 422 if wrong else 200,
        limits=limits_of(desk.knows.rules, overrides), rules=desk.knows.rules, places=places, typed=typed, wrong=wrong,
        words=LIMITS, scopes=[(scope, visitor.speech.say(labels.LIMIT_SCOPES[scope])) for scope in SCOPES],
        classes={kind.value: visitor.speech.say(labels.CLASSES[kind]) for kind in DeviceClass},
    )  # fmt: skip


@router.get("/settings/limits")
def show(request: Request, desk: AtDesk, visitor: Admin) -> Response:
    """Every rule with its limits."""
    return _page(request, desk, visitor, Given())


@router.post("/settings/limits")
def put(request: Request, desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """Sets a limit for one place."""
    limit, value = _limit(desk, given.limit), number_of(given.value)
    target = desk.read(visitor, lambda books: _target(books, given, visitor))
    say = visitor.speech.gettext
    if limit is None or given.scope not in SCOPES:
        return _page(request, desk, visitor, given, say("Choose which limit, and for what."))
    if value is None:
        return _page(request, desk, visitor, given, say("Fill in a number."))
    if not target:
        return _page(
            request, desk, visitor, given, say("Fill in the name of a site, room, class or device that exists.")
        )
    override = LimitOverride(limit.rule, limit.name, value * limit.unit.size, given.scope, target)
    desk.write(visitor, lambda books: _set(books, override, visitor))
    return RedirectResponse("/settings/limits?done=saved", 303)


@router.post("/settings/limits/remove")
def remove(desk: AtDesk, visitor: Admin, given: Annotated[Given, Form()]) -> Response:
    """From now on the limit is there what it is elsewhere."""
    rule, _, name = given.limit.partition(".")

    def work(books: Books) -> None:
        if books.alerts.remove_override(rule, name, given.scope, given.target):
            details = f"{name}=None for {given.scope} {given.target}"
            books.audit.note(Deed(visitor.now, visitor.user.name, "limit.set", rule, details))

    desk.write(visitor, work)
    return RedirectResponse("/settings/limits?done=saved", 303)


def _set(books: Books, override: LimitOverride, visitor: Visitor) -> None:
    books.alerts.override(override)
    details = f"{override.name}={override.value} for {override.scope} {override.target}"
    books.audit.note(Deed(visitor.now, visitor.user.name, "limit.set", override.rule, details))


def _limit(desk: Desk, wanted: str) -> Limit | None:
    rule, _, name = wanted.partition(".")
    return next((one for one in limits_of(desk.knows.rules, ()).get(rule, ()) if one.name == name), None)


def _target(books: Books, given: Given, visitor: Visitor) -> str:
    """What the ledger calls the place somebody names: a class may be named in words, a device by its host name."""
    wanted = clean(given.target, 64)
    if given.scope == "class":
        words = {visitor.speech.say(labels.CLASSES[kind]).casefold(): kind.value for kind in DeviceClass}
        return words.get(wanted.casefold(), wanted if wanted in set(DeviceClass) else "")
    devices = books.devices.all()
    if given.scope == "device":
        found = [one.device_id for one in devices if wanted in {one.host, one.device_id}]
        return found[0] if len(found) == 1 else ""
    names = {one.site if given.scope == "site" else one.room for one in devices}
    return wanted if wanted in names else ""
