"""The day of an installation, in the many ways installers write it.

Windows Installer writes YYYYMMDD (MSDN, "Uninstall Registry Key"); others what their language has. Of 03/04/2024
nobody knows whether it is March or April: None, unless the caller knows the order.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import UTC, date, datetime

from schoolwacht_agent.platforms.windows.registry import Value, moment

_PACKED = re.compile(r"(\d{4})(\d\d)(\d\d)(?:\d{6})?", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
_YEAR_LAST = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?", re.ASCII)
_SECONDS = re.compile(r"[1-9]\d{8,9}", re.ASCII)
_FILETIME = re.compile(r"(?:0x)?01[0-9a-f]{14}", re.ASCII | re.IGNORECASE)
_FORMS = (
    "%a %b %d %Y",
    "%b %d %Y",
    "%b %d, %Y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%B %d, %Y",
    "%d %B %Y",
    "%a %b %d %H:%M:%S %Y",
)
_OLDEST, _NEWEST = 1995, 2099


def day_of(value: Value | None, *, month_first: bool | None = None) -> str | None:
    """Year-month-day; None for what is no day."""
    if not isinstance(value, int | str) or len(str(value)[:70]) > 60:  # noqa: PLR2004 - no date is longer
        return None
    # Windows puts marks of direction around dates.
    text = str(value).partition("\0")[0].replace("\u200e", "").replace("\u200f", "").strip()
    if match := _PACKED.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match[1]), int(match[3]), int(match[4]), match[2], month_first=month_first)
    return _by_number(text) or _by_words(text)


def _by_number(text: str) -> str | None:
    if _SECONDS.fullmatch(text):
        return _of(datetime.fromtimestamp(int(text), UTC))
    return _of(moment(int(text, 16))) if _FILETIME.fullmatch(text) else None


def _by_words(text: str) -> str | None:
    for form in _FORMS:
        with suppress(ValueError):
            return _of(datetime.strptime(text, form).replace(tzinfo=UTC))
    return None


def _year_last(first: int, second: int, year: int, between: str, *, month_first: bool | None) -> str | None:
    if between == ".":  # the point is used where the day comes first
        month_first = False
    if first > 12 or second > 12 or first == second:  # noqa: PLR2004 - months of a year
        month_first = second > 12  # noqa: PLR2004 - months of a year
    if month_first is None:
        return None
    return _day(year, first, second) if month_first else _day(year, second, first)


def _of(moment_: datetime | None) -> str | None:
    return _day(moment_.year, moment_.month, moment_.day) if moment_ else None


def _day(year: int, month: int, day: int) -> str | None:
    if not _OLDEST <= year <= _NEWEST:
        return None
    with suppress(ValueError):
        return date(year, month, day).isoformat()
    return None
