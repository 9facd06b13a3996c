"""What every page has at hand, and who is asking for it. Roles and sites are enforced here, for every page at once.

A page names in its signature whom it lets in (Newcomer, Viewer, Coordinator, Admin) and asks the ledger through
`Desk.read` and `Desk.write`, which show a visitor of some sites those sites only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, TypeVar, cast

from fastapi import Depends, Request
from starlette.exceptions import HTTPException

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User
from schoolwacht_collector.entrypoints.console import sessions
from schoolwacht_collector.entrypoints.console.attempts import Attempts
from schoolwacht_collector.entrypoints.console.knowledge import Knowledge
from schoolwacht_collector.entrypoints.console.languages import LANGUAGES, preferred
from schoolwacht_collector.entrypoints.console.site_books import SiteBooks
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.ports import Ledger, SeriesStore

ROLES = ("viewer", "coordinator", "admin")
"""Each may do what the ones before it may."""
NO_ROLE = "none"
"""Of a user who was shut out: the name stays, so that the audit trail never means two people by it."""

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is logged in, and the moment of the question. `sites` is empty for who sees all of them."""

    user: User
    speech: Speech
    now: datetime
    sites: frozenset[str] = frozenset()

    def may(self, role: str) -> bool:
        """Whether this visitor may do what the role may."""
        return self.user.role in ROLES and ROLES.index(self.user.role) >= ROLES.index(role)

    def holds(self, site: str) -> bool:
        """Whether this visitor may change things of this site; the empty name is the whole school."""
        return not self.sites or site in self.sites


@dataclass(frozen=True, slots=True)
class Desk:
    """The outside world of the pages."""

    ledger: Ledger
    series: SeriesStore
    clock: Callable[[], datetime]
    knows: Knowledge
    devices_changed: Callable[[], None]
    attempts: Attempts = field(default_factory=Attempts)

    def read(self, visitor: Visitor, work: Callable[[Books], Result]) -> Result:
        """Asks the ledger as this visitor sees it."""
        return self.ledger.read(lambda books: work(_as_seen(books, visitor)))

    def write(self, visitor: Visitor, work: Callable[[Books], Result]) -> Result:
        """Changes the ledger as far as this visitor sees it."""
        return self.ledger.write(lambda books: work(_as_seen(books, visitor)))

    def session_now(self) -> datetime:
        """The time by which log-ins end: the wall clock, also where the school's clock runs faster."""
        return (self.knows.session_clock or self.clock)()

    def is_school_day(self, now: datetime) -> bool:
        """Whether there are lessons today."""
        today = now.astimezone(self.knows.zone).date()
        return self.knows.calendar(today).is_school_day(today)

    def speech(self, request: Request, user: User | None = None) -> Speech:
        """The language of the user, else of the browser."""
        language = user.language if user and user.language in LANGUAGES else ""
        return Speech(language or preferred(request.headers.get("accept-language", "")), self.knows.zone)


def _as_seen(books: Books, visitor: Visitor) -> Books:
    return cast("Books", SiteBooks(books, visitor.sites)) if visitor.sites else books


class LogInFirst(Exception):  # noqa: N818 - a state of the visitor
    """The page needs somebody who is logged in."""


class PasswordFirst(Exception):  # noqa: N818 - a state of the visitor
    """Somebody came by a link and has no password yet."""


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def visitor_of(request: Request, desk: Desk) -> Visitor | None:
    """Who sends this request, if that is somebody who is logged in."""
    member = sessions.member_of(request, desk.ledger, desk.session_now())
    if member is None:
        return None
    return Visitor(member.user, desk.speech(request, member.user), desk.clock(), member.sites)


def newcomer(request: Request, desk: Annotated[Desk, Depends(desk_of)]) -> Visitor:
    """Somebody who is logged in, perhaps without a password yet."""
    visitor = visitor_of(request, desk)
    if visitor is None:
        raise LogInFirst
    return visitor


def viewer(visitor: Annotated[Visitor, Depends(newcomer)]) -> Visitor:
    """Somebody who may look at everything."""
    if not visitor.user.password_hash:
        raise PasswordFirst
    return _with(visitor, "viewer")


def coordinator(visitor: Annotated[Visitor, Depends(viewer)]) -> Visitor:
    """Somebody who may change devices, alerts and licences."""
    return _with(visitor, "coordinator")


def whole_school(visitor: Annotated[Visitor, Depends(coordinator)]) -> Visitor:
    """Somebody who may change what sites share, and so is bound to none."""
    if visitor.sites:
        raise HTTPException(403)
    return visitor


def admin(visitor: Annotated[Visitor, Depends(viewer)]) -> Visitor:
    """Somebody who may change users and settings too."""
    return _with(visitor, "admin")


def _with(visitor: Visitor, role: str) -> Visitor:
    if not visitor.may(role):
        raise HTTPException(403)
    return visitor


AtDesk = Annotated[Desk, Depends(desk_of)]
Newcomer = Annotated[Visitor, Depends(newcomer)]
Viewer = Annotated[Visitor, Depends(viewer)]
Coordinator = Annotated[Visitor, Depends(coordinator)]
WholeSchool = Annotated[Visitor, Depends(whole_school)]
Admin = Annotated[Visitor, Depends(admin)]
