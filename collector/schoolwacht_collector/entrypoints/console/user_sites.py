"""To which sites a user belongs. Nobody who belongs to none is bound; administrators never are.

Kept as a setting for each user, a JSON list of names: a handful of users, read by name at every page.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import User

_MOST = 50
"""Sites of one user; a scholengemeenschap has some ten."""


def sites_of(books: Books, user: User) -> frozenset[str]:
    """The sites this user sees and changes; empty means all of them."""
    if user.role == "admin":
        return frozenset()
    return frozenset(json.loads(books.settings.get(_name(user.name), "[]")))


def bind(books: Books, user_name: str, sites: Iterable[str]) -> None:
    """From now on the user sees these sites only, or everything when there are none."""
    books.settings.put(_name(user_name), json.dumps(sorted(set(sites))[:_MOST]))


def _name(user_name: str) -> str:
    return f"user-sites:{user_name}"
