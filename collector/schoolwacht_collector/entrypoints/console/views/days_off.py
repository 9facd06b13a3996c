"""A school's own days off as people write them, one day or span a line, and as settings keep them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from schoolwacht_collector.domain.message import say
from schoolwacht_collector.entrypoints.console.problem import Problem

MOST = 200
_DAY = r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})|(\d{4})-(\d{2})-(\d{2})"
_LINE = re.compile(rf"(?:{_DAY})(?:\s*(?:-|\u2013|/|tot|t/m|to)\s*(?:{_DAY}))?")


def parsed(text: str) -> list[str]:
    r"""What settings keep of what somebody wrote. Raises Problem, with the line that is no day.

    >>> parsed("9/11/2026 - 13/11/2026\n\n2027-05-07")
    ['2026-11-09/2026-11-13', '2027-05-07']
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if len(lines) > MOST:
        raise Problem(say("That are more days off than a school has days."))
    return [_kept(line) for line in lines]


def written(days: Iterable[str]) -> str:
    r"""The other way round.

    >>> written(["2026-11-09/2026-11-13", "2027-05-07"])
    '09/11/2026 - 13/11/2026\n07/05/2027'
    """
    return "\n".join(" - ".join(_shown(day) for day in span.split("/")) for span in days)


def _kept(line: str) -> str:
    found = _LINE.fullmatch(line)
    try:
        days = [_date(found.groups()[place : place + 6]) for place in (0, 6)] if found else []
    except ValueError:
        days = []
    first, last = days or (None, None)
    if first is None or (last is not None and last < first):
        raise Problem(say("{line} is no day. Write 9/11/2026, or 9/11/2026 - 13/11/2026.", line=line[:40]))
    return first.isoformat() if last is None else f"{first.isoformat()}/{last.isoformat()}"


def _date(groups: tuple[str | None, ...]) -> date | None:
    day, month, year, iso_year, iso_month, iso_day = groups
    if day and month and year:
        return date(int(year), int(month), int(day))
    return date(int(iso_year), int(iso_month), int(iso_day)) if iso_year and iso_month and iso_day else None


def _shown(day: str) -> str:
    try:
        return date.fromisoformat(day).strftime("%d/%m/%Y")
    except ValueError:
        return day
