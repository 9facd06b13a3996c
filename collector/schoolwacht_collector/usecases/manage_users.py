"""Users of the console and the links with which they get in the first time."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed, User
from schoolwacht_collector.domain.joining import hash_of
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import BadRequest

LINK_LASTS = timedelta(hours=24)


def add_user(books: Books, name: str, role: str, who: str, now: datetime) -> str:
    """Adds a user and gives the secret of a log-in link. Raises BadRequest when the name is taken."""
    name = clean(name, 64)
    if not name:
        raise BadRequest("a user needs a name")
    if books.people.user(name) is not None:
        raise BadRequest(f"there is a user {name!r} already; 'schoolwacht user reset {name}' gives a new link")
    books.people.put(User(name, role, created_at=now))
    books.audit.note(Deed(now, who, "user.add", name, role))
    return login_link(books, name, who, now)


def login_link(books: Books, name: str, who: str, now: datetime, *, reset: bool = False) -> str:
    """The secret of a link that lets this user in once. With `reset` the password and all sessions end."""
    user = books.people.user(name)
    if user is None:
        raise BadRequest(f"there is no user {clean(name, 64)!r}; 'schoolwacht user list' shows them all")
    if reset:
        books.people.end_sessions(name)
        books.people.put(replace(user, password_hash=""))
        books.audit.note(Deed(now, who, "user.reset", name, ""))
    secret = secrets.token_urlsafe(24)
    books.people.add_link(hash_of(secret), name, now + LINK_LASTS)
    return secret


def first_link(books: Books, now: datetime) -> str:
    """A link for whoever starts the collector: for the first admin, who is made if there is none."""
    admins = [user for user in books.people.users() if user.role == "admin"]
    if not admins:
        return add_user(books, "admin", "admin", "setup", now)
    return login_link(books, admins[0].name, "setup", now)
