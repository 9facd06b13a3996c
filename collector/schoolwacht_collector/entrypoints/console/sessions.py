"""Log-in links and sessions: the browser holds a random secret, the ledger only its hash.

Two times occur: `now` is the wall clock, by which links and sessions end; `noted` is the school's clock, which stands
in the audit trail. They differ only where a school is played.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed, User
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.entrypoints.console import passwords
from schoolwacht_collector.entrypoints.console.user_sites import sites_of
from schoolwacht_collector.ports import Ledger

LASTS = timedelta(hours=12)
"""A school day. Who closes the browser is out at once: the cookie has no date of its own."""


@dataclass(frozen=True, slots=True)
class Member:
    """A user who is logged in, and the sites they are bound to."""

    user: User
    sites: frozenset[str]


def cookie_name(request: Request) -> str:
    """`__Host-` makes a browser refuse the cookie from any other place; it only works over https."""
    return "__Host-schoolwacht" if request.url.scheme == "https" else "schoolwacht"


def member_of(request: Request, ledger: Ledger, now: datetime) -> Member | None:
    """Who sends this request."""
    secret = request.cookies.get(cookie_name(request), "")

    def look(books: Books) -> Member | None:
        user = books.people.session(hash_of(secret), now)
        return None if user is None else Member(user, sites_of(books, user))

    return ledger.read(look) if secret else None


def name_of(books: Books, secret: str, now: datetime) -> str:
    """Whose session this secret opens; nothing when it opens none."""
    user = books.people.session(hash_of(secret), now)
    return user.name if user is not None else ""


def by_link(ledger: Ledger, link: str, now: datetime, noted: datetime) -> str | None:
    """Uses up a log-in link; gives the secret of a new session, or None when the link is not good any more."""

    def use(books: Books) -> str | None:
        name = books.people.use_link(hash_of(link), now)
        return _opened(books, name, "login.link", now, noted) if name and books.people.user(name) else None

    return ledger.write(use)


def by_password(ledger: Ledger, name: str, password: str, now: datetime, noted: datetime) -> str | None:
    """The secret of a new session, or None when name and password do not belong together."""
    user = ledger.read(lambda books: books.people.user(name))
    if not passwords.fits(password, user.password_hash if user else "") or user is None:
        return None
    return ledger.write(lambda books: _opened(books, user.name, "login.password", now, noted))


def change_password(ledger: Ledger, user: User, password: str, now: datetime, noted: datetime) -> str:
    """Sets a password, ends every session and link the user had, and gives the secret of a new session."""
    password_hash = passwords.hashed(password)

    def change(books: Books) -> str:
        current = books.people.user(user.name) or user
        books.people.put(replace(current, password_hash=password_hash))
        books.people.end_sessions(user.name)
        return _opened(books, user.name, "password.change", now, noted)

    return ledger.write(change)


def hand_over(request: Request, response: Response, secret: str) -> None:
    """Gives the browser the secret of its session."""
    response.set_cookie(
        cookie_name(request), secret, httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )


def end(request: Request, response: Response, ledger: Ledger) -> None:
    """Logs out, here and in the ledger."""
    secret = request.cookies.get(cookie_name(request), "")
    ledger.write(lambda books: books.people.end_session(hash_of(secret)))
    response.delete_cookie(
        cookie_name(request), httponly=True, samesite="lax", secure=request.url.scheme == "https", path="/"
    )


def _opened(books: Books, name: str, action: str, now: datetime, noted: datetime) -> str:
    secret = secrets.token_urlsafe(32)
    books.people.add_session(hash_of(secret), name, now + LASTS)
    books.audit.note(Deed(noted, name, action, name, ""))
    return secret
