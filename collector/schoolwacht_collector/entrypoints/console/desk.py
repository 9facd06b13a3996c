"""What every page has at hand, and who is asking for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from schoolwacht_collector.books.people import User
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.entrypoints.console import sessions
from schoolwacht_collector.entrypoints.console.attempts import Attempts
from schoolwacht_collector.entrypoints.console.languages import LANGUAGES, preferred
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.ports import Ledger, SeriesStore
from schoolwacht_collector.usecases.make_token import Reachable

ROLES = ("viewer", "coordinator", "admin")
"""Each may do what the ones before it may."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The outside world of the pages."""

    ledger: Ledger
    series: SeriesStore
    clock: Callable[[], datetime]
    zone: ZoneInfo
    rules: Mapping[str, AnyRule]
    catalogue: Catalogue
    reachable: Reachable
    calendar: Callable[[date], SchoolCalendar]
    devices_changed: Callable[[], None]
    version: str
    attempts: Attempts = field(default_factory=Attempts)

    def is_school_day(self, now: datetime) -> bool:
        """Whether there are lessons today."""
        today = now.astimezone(self.zone).date()
        return self.calendar(today).is_school_day(today)

    def speech(self, request: Request, user: User | None = None) -> Speech:
        """The language of the user, else of the browser."""
        language = user.language if user and user.language in LANGUAGES else ""
        return Speech(language or preferred(request.headers.get("accept-language", "")), self.zone)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is logged in, and the moment of the question."""

    user: User
    speech: Speech
    now: datetime

    def may(self, role: str) -> bool:
        """Whether this visitor may do what the role may."""
        return self.user.role in ROLES and ROLES.index(self.user.role) >= ROLES.index(role)


class LogInFirst(Exception):  # noqa: N818 - a state of the visitor
    """The page needs somebody who is logged in."""


class PasswordFirst(Exception):  # noqa: N818 - a state of the visitor
    """Somebody came by a link and has no password yet."""


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def newcomer(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Visitor:
    """Somebody who is logged in, perhaps without a password yet."""
    now = desk.clock()
    user = sessions.user_of(request, desk.ledger, now)
    if user is None:
        raise LogInFirst
    return Visitor(user, desk.speech(request, user), now)


def viewer(visitor: Annotated[Visitor, Depends(newcomer)]) -> Visitor:
    """Somebody who may look at everything."""
    if not visitor.user.password_hash:
        raise PasswordFirst
    return _with(visitor, "viewer")


def coordinator(visitor: Annotated[Visitor, Depends(viewer)]) -> Visitor:
    """Somebody who may change things."""
    return _with(visitor, "coordinator")


def _with(visitor: Visitor, role: str) -> Visitor:
    if not visitor.may(role):
        raise HTTPException(403)
    return visitor


AtDesk = Annotated[Desk, Depends(desk_of)]
Newcomer = Annotated[Visitor, Depends(newcomer)]
Viewer = Annotated[Visitor, Depends(viewer)]
Coordinator = Annotated[Visitor, Depends(coordinator)]
