"""What changed on a device, told in lines a person wants to read: what came together is one line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from schoolwacht_collector.books.facts import Cells, Change

_TOLD = 3
"""Names in one line; "and 40 more" tells the rest."""
_QUIET = frozenset({"kernel_uptime", "boot_time_ms", "last_try_ms", "last_good_ms"})
"""Columns whose change alone is no news."""


@dataclass(frozen=True, slots=True)
class Event:
    """Things of one table that came, changed or went at one moment. `more` counts the ones without a name here."""

    at: datetime
    table: str
    kind: str
    names: tuple[str, ...]
    more: int


def events_of(changes: Sequence[Change]) -> list[Event]:
    """Newest first. A program that went and came at once in another version was changed."""
    told = [change for change in changes if _is_news(change)]
    order = sorted(told, key=lambda change: (change.at, change.table, change.kind), reverse=True)
    return [
        _event(at, table, kind, list(group))
        for (at, table, kind), group in groupby(order, key=lambda change: (change.at, change.table, change.kind))
    ]


def _event(at: datetime, table: str, kind: str, changes: list[Change]) -> Event:
    names = sorted({_name(change) for change in changes}, key=str.casefold)
    return Event(at, table, kind, tuple(names[:_TOLD]), max(0, len(names) - _TOLD))


def _is_news(change: Change) -> bool:
    if change.kind != "changed" or change.before is None or change.after is None:
        return True
    return any(change.before.get(column) != value for column, value in change.after.items() if column not in _QUIET)


def _name(change: Change) -> str:
    cells: Cells = change.after or change.before or {}
    name = next((str(cells[column]) for column in ("name", "job", "model") if cells.get(column)), change.key)
    version = cells.get("version")
    return f"{name} {version}" if version and change.table == "software" else name
