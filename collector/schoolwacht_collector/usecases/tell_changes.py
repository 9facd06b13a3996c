"""What is otherwise on a device than it was at a moment: the history of each row, folded into one difference.

A row that came and went again is no difference; one that changed five times is one, from the first state to the last.
A program whose version is part of its key goes and comes when it is renewed: that is told as a change of its version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cell, Cells, Change

AT_ONCE = 5_000
"""Changes that are read from the ledger at a time."""
_ONLY_MOVING = frozenset({"licence_use", "licence_watch"})
"""Tables that are counters through and through."""
_MOVING = frozenset(
    {
        "as_of", "boot_time_ms", "corrected", "count_30d", "count_7d", "cycles", "days_left", "full_mwh",
        "health_percent", "kernel_uptime", "last_check", "last_check_ms", "last_good_ms", "last_success_ms",
        "last_sync", "last_try_ms", "last_verify_ms", "minutes", "ordered_version", "power_on_hours", "pending",
        "reboot_since_ms", "signatures", "signatures_day", "speed_mbit", "stratum",
    }
)  # fmt: skip
"""Counters and moments: they change by themselves, and that alone is no news."""
_MOVING_HERE: Mapping[str, frozenset[str]] = {
    "backups": frozenset({"size_bytes", "items", "files", "versions"}),
    "crashes": frozenset({"since"}),
    "guests": frozenset({"running"}),
    "hardware": frozenset({"cpu_mhz"}),
    "interfaces": frozenset({"up"}),
    "probe_states": frozenset({"since"}),
}
Named = tuple[str, str]
Naming = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One column before and after."""

    column: str
    before: Cell
    after: Cell


@dataclass(frozen=True, slots=True)
class Difference:
    """One row that is otherwise. `kind` is added, changed or removed; `cells` are the columns that changed.

    `quiet`: nothing but counters and moments moved.
    """

    table: str
    key: str
    kind: str
    at: datetime
    before: Cells | None
    after: Cells | None
    cells: Sequence[CellChange]
    quiet: bool


def is_moving(table: str, column: str) -> bool:
    """Whether a column is a counter or a moment that moves by itself."""
    return table in _ONLY_MOVING or column in _MOVING or column in _MOVING_HERE.get(table, ())


def history(books: Books, device_id: str, since: datetime) -> Iterator[Change]:
    """Every change since a moment, newest first, however many there are."""
    place = None
    while found := books.facts.changes(device_id, AT_ONCE, since, place):
        yield from found
        if len(found) < AT_ONCE:
            return
        place = (round(found[-1].at.timestamp() * 1000), found[-1].number)


def differences(changes: Iterable[Change]) -> list[Difference]:
    """What those changes, newest first, come down to; by table and key."""
    newest: dict[Named, Change] = {}
    oldest: dict[Named, Change] = {}
    for change in changes:
        named = (change.table, change.key)
        newest.setdefault(named, change)
        oldest[named] = change
    found = {
        named: (oldest[named].before, last.after, last.at)
        for named, last in newest.items()
        if oldest[named].before != last.after
    }
    _join_renewed(found)
    return [_difference(table, key, *found[table, key]) for table, key in sorted(found)]


def _join_renewed(found: dict[Named, tuple[Cells | None, Cells | None, datetime]]) -> None:
    """Takes a version that went and the one that came for one row, where it can be no other pair."""
    gone: dict[Naming, list[Named]] = {}
    came: dict[Naming, list[Named]] = {}
    for named, (before, after, _) in found.items():
        if named[0] == "software" and (before is None or after is None):
            cells = after or before or {}
            one: Naming = tuple(cells.get(column) for column in ("source", "name", "architecture"))
            (gone if after is None else came).setdefault(one, []).append(named)
    for naming, new in came.items():
        if len(new) == 1 and len(old := gone.get(naming, [])) == 1:
            before, _, _ = found.pop(old[0])
            _, after, at = found[new[0]]
            found[new[0]] = (before, after, at)


def _difference(table: str, key: str, before: Cells | None, after: Cells | None, at: datetime) -> Difference:
    if before is None or after is None:
        kind = "added" if before is None else "removed"
        return Difference(table, key, kind, at, before, after, (), quiet=table in _ONLY_MOVING)
    cells = [
        CellChange(column, before.get(column), after.get(column))
        for column in {**before, **after}
        if before.get(column) != after.get(column)
    ]
    told = [cell for cell in cells if not is_moving(table, cell.column)]
    return Difference(table, key, "changed", at, before, after, told or cells, quiet=not told)
