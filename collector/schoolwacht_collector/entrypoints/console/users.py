"""What an administrator does to users: add, change role and sites, give a new link, take access away."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed, User
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console.desk import NO_ROLE, ROLES
from schoolwacht_collector.entrypoints.console.problem import Problem
from schoolwacht_collector.entrypoints.console.user_sites import bind
from schoolwacht_collector.usecases import change_users
from schoolwacht_collector.usecases.manage_users import add_user


def add(books: Books, name: str, role: str, sites: Collection[str], who: str, now: datetime) -> str:
    """A new user; gives the secret of a log-in link. Raises Problem."""
    name = clean(name, 64)
    if not name:
        raise Problem(say("Fill in a name."))
    if role not in ROLES:
        raise Problem(say("Choose what this user may do."))
    known = books.people.user(name)
    if known is not None and known.role != NO_ROLE:
        raise Problem(say("There is a user of this name already."))
    books.people.remove(name)  # older ledgers keep who was shut out as a user without a role
    bind(books, name, () if role == "admin" else sites)
    return add_user(books, name, role, who, now)


def change(books: Books, name: str, role: str, sites: Collection[str], who: str, now: datetime) -> None:
    """Another role, other sites. Raises Problem when nobody would be left who may do this."""
    user = user_of(books, name)
    if role not in ROLES:
        raise Problem(say("Choose what this user may do."))
    if role != "admin":
        _leave_an_admin(books, user)
    books.people.put(replace(user, role=role))
    bind(books, name, () if role == "admin" else sites)
    details = f"{role} {', '.join(sorted(sites))}".strip()
    books.audit.note(Deed(now, who, "user.change", name, details))


def shut_out(books: Books, name: str, who: str, now: datetime) -> None:
    """Forgets the user, with sessions and password, at once; the name stays in the audit trail. Raises Problem."""
    user = user_of(books, name)
    _leave_an_admin(books, user)
    change_users.shut_out(books, name, who, now)
    bind(books, name, ())


def user_of(books: Books, name: str) -> User:
    """The user of this name who has access. Raises Problem."""
    user = books.people.user(name)
    if user is None or user.role == NO_ROLE:
        raise Problem(say("There is no user of this name any more."))
    return user


def _leave_an_admin(books: Books, user: User) -> None:
    admins = [one for one in books.people.users() if one.role == "admin" and one.password_hash]
    if user.role == "admin" and all(one.name == user.name for one in admins):
        raise Problem(say("This is the only administrator. Make somebody else administrator first."))
