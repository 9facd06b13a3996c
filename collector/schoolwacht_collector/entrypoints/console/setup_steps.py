"""The steps of the first set-up, in order. Each may be skipped, and come back to from the settings."""

from __future__ import annotations

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.message import say

STEPS = {
    "you": say("You"),
    "school": say("Your school"),
    "pc": say("First computer"),
    "notify": say("Messages"),
    "sample": say("Look around"),
}
_SETTING = "setup"
_DONE = "done"


def after(step: str) -> str:
    """The address of the step after this one; the first page after the last.

    >>> after("you"), after("sample")
    ('/setup/school', '/')
    """
    names = list(STEPS)
    place = names.index(step) + 1
    return f"/setup/{names[place]}" if place < len(names) else "/"


def is_done(books: Books) -> bool:
    """Whether somebody went through the steps, or put them away."""
    return books.settings.get(_SETTING) == _DONE


def put_away(books: Books) -> None:
    """From now on the first page no longer offers the steps."""
    books.settings.put(_SETTING, _DONE)


def is_first_admin(books: Books, name: str) -> bool:
    """Whether this is the administrator made at the first start, who has not chosen a name or password yet."""
    user = books.people.user(name)
    others = [one for one in books.people.users() if one.role == "admin" and one.password_hash]
    return user is not None and user.role == "admin" and not user.password_hash and not others
