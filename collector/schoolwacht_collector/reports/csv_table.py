"""Writes a list as a CSV file that the spreadsheets of a Flemish school open well, and that cannot harm them.

Excel takes the separator and the decimal sign from the language of Windows: semicolon and comma in Dutch, comma and
point in English. The byte order mark makes it read UTF-8. A text that begins like a formula gets an apostrophe in
front, for the names in it come from machines (https://owasp.org/www-community/attacks/CSV_Injection).
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, tzinfo
from io import StringIO
from typing import Any

from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.wording import Wording, wording_for

_FORMULA = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
"""How a formula may begin; the wide signs are read as their plain ones in some languages of Excel."""
_SEPARATORS = {"nl": ";", "en": ","}
_LONGEST_CELL = 2_000
_YES, _NO = say("yes"), say("no")


def csv_bytes(
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    language: str,
    zone: tzinfo = UTC,
) -> bytes:
    r"""The file. `columns` are headings in the language already; moments are written in `zone`.

    A cell may be a text, a number, a moment, a date, a bool, nothing, or a sequence of these, which becomes one text.

    >>> csv_bytes(["Computer"], [["=1+1"]], "en").decode()
    "\ufeffComputer\r\n'=1+1\r\n"
    """
    wording = wording_for(language, zone)
    page = StringIO(newline="")
    writer = csv.writer(page, delimiter=_SEPARATORS.get(wording.language, ";"))
    writer.writerow([_harmless(heading) for heading in columns])
    writer.writerows([_cell(value, wording) for value in row] for row in rows)
    return "\ufeff".encode() + page.getvalue().encode("utf-8", errors="replace")


def _cell(value: object, wording: Wording) -> str:
    """One cell. Numbers stay numbers, so that a minus sign in front of one is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return wording.text(_YES if value else _NO)
    if isinstance(value, int | float):
        return _number(value, wording)
    return _harmless(_text(value, wording))


def _text(value: object, wording: Wording) -> str:
    if isinstance(value, datetime):
        return f"{value.astimezone(wording.zone):%Y-%m-%d %H:%M:%S}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(_cell(one, wording) for one in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{name}={_cell(one, wording)}" for name, one in value.items())
    return str(value)


def _number(value: float, wording: Wording) -> str:
    """Without a separator of thousands, which would make it a text for a spreadsheet."""
    written = str(value) if isinstance(value, int) else f"{value:.6f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if wording.language == "nl" else written


def _harmless(text: str) -> str:
    """The text on one line, and never a formula. What it began with counts, also where cleaning takes that away."""
    shown = clean(text, _LONGEST_CELL)
    risky = text[:1] in _FORMULA or shown[:1] in _FORMULA
    return f"'{shown}" if risky else shown
