"""What somebody types to enter a licence, and what it means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from pydantic import BaseModel

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console.desk import Visitor

MOST_SEATS = 100_000


class Given(BaseModel):
    """The form as it arrives; every field may be missing."""

    title: str = ""
    publisher: str = ""
    scope: str = ""
    seats: str = ""
    site: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed, kept as it is so that it can be shown again."""

    title: str = ""
    publisher: str = ""
    scope: str = Scope.DEVICE.value
    seats: str = ""
    site: str = ""
    until: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


def checked(given: Given, catalogue: Catalogue, visitor: Visitor) -> Entitlement | Mapping[str, str]:
    """The licence, or what is wrong by the name of its field."""
    say, wrong = visitor.speech.gettext, dict[str, str]()
    title, site = clean(given.title, 128), clean(given.site, 64)
    if not title:
        wrong["title"] = say("Fill in the name of the program.")
    if given.scope not in set(Scope):
        wrong["scope"] = say("Choose what one licence covers.")
    if given.scope == Scope.SITE and not site:
        wrong["site"] = say("Fill in for which site it is.")
    elif not visitor.holds(site):
        wrong["site"] = say("You enter licences for your own sites only.")
    seats, until = _seats(given.seats), _day(given.until)
    if seats is _WRONG_NUMBER:
        wrong["seats"] = say("Fill in a number, or leave it empty for as many as you like.")
    if until is _WRONG_DAY:
        wrong["until"] = say("Fill in a date, or leave it empty when it has no end.")
    if wrong:
        return wrong
    known = catalogue.named(title)
    publisher = clean(given.publisher, 128) or (known.publisher if known else "")
    return Entitlement(known.title if known else title, publisher, Scope(given.scope), seats, until, site)


def remove_right(books: Books, right: Entitlement, visitor: Visitor) -> bool:
    """Takes one licence of a title away and leaves the others; False when it was gone already."""
    mine = [one for one in books.licences.all() if one.title == right.title]
    if right not in mine:
        return False
    books.licences.remove(right.title)
    books.licences.put([one for one in mine if one != right], visitor.now)
    return True


_WRONG_NUMBER = -1
_WRONG_DAY = date.min


def _seats(text: str) -> int | None:
    text = text.strip()
    if not text:
        return None
    return int(text) if text.isdecimal() and 0 < int(text[:7]) <= MOST_SEATS else _WRONG_NUMBER


def _day(text: str) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return _WRONG_DAY
