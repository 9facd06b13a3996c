"""One table of a device as a list: the rows with certain words in them, in the order of their first columns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schoolwacht_collector.books.facts import Cell, Fact
from schoolwacht_collector.entrypoints.console.facts.cells import written
from schoolwacht_collector.entrypoints.console.facts.declared import column
from schoolwacht_collector.entrypoints.console.listing import has_words
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.wording import Wording


def found(facts: Iterable[Fact], words: str, columns: Sequence[str], wording: Wording) -> list[Fact]:
    """The rows that have all the words, as they stand in the table or as they are written on the page."""
    fitting = [one for one in facts if not words or has_words(words, _text(one, columns, wording))]
    return sorted(fitting, key=lambda one: [natural(str(one.cells.get(name) or "")) for name in columns[:2]])


def plain(table: str, name: str, value: Cell, wording: Wording) -> Cell:
    """The cell for a spreadsheet: a number stays a number to reckon with, a code becomes a word."""
    known = column(table, name)
    if isinstance(value, str) or known.is_flag or known.is_moment:
        return written(table, name, value, wording)
    return value


def _text(fact: Fact, columns: Sequence[str], wording: Wording) -> str:
    raw = " ".join(str(value) for value in fact.cells.values() if value is not None)
    return f"{raw} {' '.join(written(fact.table, name, fact.cells.get(name), wording) for name in columns)}"
