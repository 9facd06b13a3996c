"""What every list does: take its filters from the address, and show a hundred lines at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from starlette.requests import Request

from schoolwacht_collector.entrypoints.console.addresses import page_number

PAGE = 100
_LONGEST = 100
"""Characters of one filter."""

Line = TypeVar("Line")


@dataclass(frozen=True, slots=True)
class Leaf(Generic[Line]):
    """One page of a list."""

    lines: Sequence[Line]
    count: int
    page: int
    pages: int


def leaf_of(lines: Sequence[Line], wanted: str, per_page: int = PAGE) -> Leaf[Line]:
    """The page somebody asks for; the last one when there are fewer.

    >>> leaf_of("abcde", "2", per_page=2)
    Leaf(lines='cd', count=5, page=2, pages=3)
    """
    pages = max(1, -(-len(lines) // per_page))
    page = min(page_number(wanted), pages)
    return Leaf(lines[(page - 1) * per_page : page * per_page], len(lines), page, pages)


def filters(request: Request, *names: str) -> dict[str, str]:
    """What stands in the address for these filters; nothing is an empty text."""
    return {name: request.query_params.get(name, "")[:_LONGEST].strip() for name in names}


def has_words(words: str, text: str) -> bool:
    """Whether every word occurs in the text, in any case.

    >>> has_words("lok 07", "Lokaal 07"), has_words("lok 08", "Lokaal 07"), has_words("", "")
    (True, False, True)
    """
    folded = text.casefold()
    return all(word in folded for word in words.casefold().split())


def chosen(query: Mapping[str, str], name: str, allowed: Sequence[str]) -> str:
    """A filter, when it is one of the values it can have; else nothing."""
    return query[name] if query[name] in allowed else ""
