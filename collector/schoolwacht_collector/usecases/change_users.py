"""What an administrator does to a user later: another role, or none at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed, User
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.ports import BadRequest

ADMIN = "admin"
NOBODY = "none"
"""The role of who was shut out: of nobody any more, so the name is free. Older ledgers still list such users."""


def set_role(books: Books, name: str, role: str, who: str, now: datetime) -> User:
    """Gives a user another role. Raises BadRequest when that would leave nobody to administer."""
    user = _changeable(books, name, role)
    changed = replace(user, role=role)
    books.people.put(changed)
    books.audit.note(Deed(now, who, "user.role", name, role))
    return changed


def shut_out(books: Books, name: str, who: str, now: datetime) -> User:
    """Forgets a user: password, sessions and links end, the audit trail keeps the name. Gives what is left."""
    user = _changeable(books, name, NOBODY)
    books.people.remove(name)
    books.audit.note(Deed(now, who, "user.shut_out", name, ""))
    return replace(user, role=NOBODY, password_hash="")


def _changeable(books: Books, name: str, role: str) -> User:
    user = books.people.user(name)
    if user is None:
        raise BadRequest(f"there is no user {clean(name, 64)!r}; 'schoolwacht user list' shows them all")
    others = [one for one in books.people.users() if one.role == ADMIN and one.name != name]
    if user.role == ADMIN and role != ADMIN and not others:
        raise BadRequest(f"{name} is the last administrator; make somebody else one first")
    return user
