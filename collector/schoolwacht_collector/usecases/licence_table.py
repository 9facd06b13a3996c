"""Reads the licences of a school out of a table as spreadsheets export it, forgiving about form, strict about meaning.

Text encoding, separator, order and language of the columns may differ; a row that cannot be understood is told with its
line number and what to do, and the others go on.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import StringIO

from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.text import clean

LARGEST_FILE = 2_000_000
MOST_ROWS = 5_000
_LONGEST_CELL = 200
_SHORTEST_TITLE = 3
_MOST_SEATS = 1_000_000

_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "titel", "software", "programma", "program", "product", "naam", "name", "licentie", "licence"),
    "publisher": ("publisher", "uitgever", "fabrikant", "producent", "maker", "vendor"),
    "scope": ("scope", "bereik", "soort", "type", "geldt voor", "per"),
    "seats": ("seats", "aantal", "plaatsen", "aantal licenties", "licenties", "number", "quantity", "count"),
    "valid_until": (
        "valid until",
        "geldig tot",
        "vervaldatum",
        "einddatum",
        "expires",
        "expiry date",
        "end date",
        "tot",
    ),
    "site": ("site", "vestiging", "vestigingsplaats", "campus", "school"),
}
_SCOPES: Mapping[str, Scope] = {
    "": Scope.DEVICE,
    **dict.fromkeys(("device", "toestel", "per toestel", "per device", "pc", "computer", "seat"), Scope.DEVICE),
    **dict.fromkeys(("user", "gebruiker", "per gebruiker", "per user", "named user"), Scope.USER),
    **dict.fromkeys(("site", "vestiging", "vestigingslicentie", "campus"), Scope.SITE),
    **dict.fromkeys(("school", "schoollicentie", "site licence", "site license", "school licence"), Scope.SCHOOL),
    **dict.fromkeys(("concurrent", "gelijktijdig", "gelijktijdige gebruikers", "floating"), Scope.CONCURRENT),
}
_UNLIMITED = frozenset({"unlimited", "onbeperkt", "∞"})
_NO_END = frozenset({"", "-", "none", "geen", "never", "nooit", "onbeperkt", "unlimited"})
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_THOUSANDS = re.compile(r"(?<=\d)[ .\u00a0\u202f](?=\d{3}(\D|$))")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in the file that was left out. `line` 0 is about the file as a whole."""

    line: int
    text: Message


class Unreadable(Exception):  # noqa: N818 - a state of the file
    """The file as a whole cannot be used; `text` says why and what to do."""

    def __init__(self, text: Message) -> None:
        super().__init__(text.template)
        self.text = text


class _Odd(Exception):  # noqa: N818 - a state of a row
    """A row that cannot be understood."""

    def __init__(self, text: Message) -> None:
        super().__init__(text.template)
        self.text = text


def read_licences(body: bytes) -> Iterator[tuple[int, Entitlement] | Problem]:
    """Every row as an entitlement with its line number, or as a problem. Raises Unreadable."""
    if len(body) > LARGEST_FILE:
        raise Unreadable(say("The file is too large. Save only the list of licences, as CSV."))
    text = _decoded(body).replace("\x00", "")
    head, _, _ = text.lstrip("\r\n").partition("\n")
    separator = max(";,\t", key=head.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separator)
    try:
        columns = _columns(rows)
        for count, cells in enumerate(rows):
            if count >= MOST_ROWS:
                yield Problem(rows.line_num, say("The list ends here: at most {count} rows are read.", count=MOST_ROWS))
                return
            if any(cell.strip() for cell in cells):
                yield _read_row(rows.line_num, columns, cells)
    except csv.Error:
        yield Problem(rows.line_num, say("From here on the file is no CSV. Is a quotation mark not closed?"))


def _decoded(body: bytes) -> str:
    """Text as Excel, LibreOffice or an old program saved it."""
    if body.startswith((b"\xff\xfe", b"\xfe\xff")):
        return body.decode("utf-16", errors="replace")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", errors="replace")


def _columns(rows: Iterator[Sequence[str]]) -> Mapping[str, int]:
    """Where each column stands, by the first row that holds anything."""
    for cells in rows:
        names = [clean(cell, _LONGEST_CELL).casefold().replace("_", " ").rstrip(":") for cell in cells]
        if not any(names):
            continue
        found: dict[str, int] = {}
        for place, name in enumerate(names):
            for column, known in _COLUMNS.items():
                if name in known:
                    found.setdefault(column, place)
        if "title" not in found:
            raise Unreadable(say("The first row must name the columns; one of them must be called title or titel."))
        return found
    raise Unreadable(say("The file is empty."))


def _read_row(line: int, columns: Mapping[str, int], cells: Sequence[str]) -> tuple[int, Entitlement] | Problem:
    def cell(column: str) -> str:
        place = columns.get(column)
        return clean(cells[place], _LONGEST_CELL) if place is not None and place < len(cells) else ""

    try:
        title, scope = _title(cell("title")), _scope(cell("scope"))
        seats, end = _seats(cell("seats"), scope), _end(cell("valid_until"))
        return line, Entitlement(title, cell("publisher"), scope, seats, end, _site(cell("site"), scope))
    except _Odd as flaw:
        return Problem(line, flaw.text)


def _title(text: str) -> str:
    if len(text) < _SHORTEST_TITLE:
        raise _Odd(say("There is no title, or one too short to be recognised. Write the name of the program."))
    return text


def _site(text: str, scope: Scope) -> str:
    if scope is Scope.SITE and not text:
        raise _Odd(say("A licence for a site needs the name of the site, in a column site or vestiging."))
    return text


def _scope(text: str) -> Scope:
    scope = _SCOPES.get(text.casefold())
    if scope is None:
        raise _Odd(
            say("“{scope}” is not a kind of licence. Write device, user, site, school or concurrent.", scope=text),
        )
    return scope


def _seats(text: str, scope: Scope) -> int | None:
    """A number of seats; None for as many as one likes."""
    if text.casefold() in _UNLIMITED or (not text and not scope.counted):
        return None
    number = _THOUSANDS.sub("", text)
    if not re.fullmatch(r"[0-9]{1,7}", number) or int(number) > _MOST_SEATS:
        raise _Odd(say("“{seats}” is not a number of seats. Write a whole number, or onbeperkt.", seats=text))
    return int(number)


def _end(text: str) -> date | None:
    if text.casefold() in _NO_END:
        return None
    try:
        if day_first := _DAY_FIRST.fullmatch(text):
            day, month, year = map(int, day_first.groups())
            return date(year, month, day)
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise _Odd(say("“{date}” is not a date. Write it as 31/08/2027 or 2027-08-31.", date=text)) from None
