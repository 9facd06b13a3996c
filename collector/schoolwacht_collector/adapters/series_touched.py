"""Which hours of which devices changed since they were rolled up: said by the writer, struck out by the roller.

The writer notes an hour in the transaction that changes it, each time with another random mark. The roller, another
process, writes down the marks it has worked off in a file of its own, in the transaction that holds the result. So at
every moment an hour is settled if and only if its mark is written down there, or it has no mark any more; a kill of
either process leaves an hour to be done again, never one forgotten. Marks are random, so that a file put back from a
backup cannot resemble a later one.
"""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from schoolwacht_collector.adapters.series_steps import HOUR_MS, NEVER_MS

_MARK_BITS = 62


@dataclass(frozen=True, slots=True)
class Touched:
    """An hour that changed."""

    device: int
    hour: int
    mark: int


def note(connection: sqlite3.Connection, moments: Iterable[tuple[int, int]]) -> None:
    """Notes the hours of (device, moment), in the caller's transaction."""
    hours = {(device, at_ms - at_ms % HOUR_MS) for device, at_ms in moments}
    first = secrets.randbits(_MARK_BITS)
    connection.executemany(
        "INSERT OR REPLACE INTO touched (device, hour, mark) VALUES (?, ?, ?)",
        [(device, hour, first + place) for place, (device, hour) in enumerate(sorted(hours))],
    )


def touched(connection: sqlite3.Connection, device: int | None = None) -> list[Touched]:
    """What is noted, of one device or of all, oldest hour first."""
    where, values = ("", ()) if device is None else (" WHERE device = ?", (device,))
    question = f"SELECT device, hour, mark FROM touched{where} ORDER BY hour"  # noqa: S608 - our own words
    return [Touched(*row) for row in connection.execute(question, values)]


def strike_out(connection: sqlite3.Connection, done: Iterable[Touched], state: str) -> None:
    """Forgets notes that are worked off, and remembers which state of the roll-ups said so."""
    connection.executemany(
        "DELETE FROM touched WHERE device = ? AND hour = ? AND mark = ?",
        [(one.device, one.hour, one.mark) for one in done],
    )
    set_fact(connection, "struck_out_by", state)


def oldest(connection: sqlite3.Connection) -> int | None:
    """The oldest hour that is noted."""
    (found,) = connection.execute("SELECT min(hour) FROM touched").fetchone()
    return None if found is None else int(found)


def raw_from(connection: sqlite3.Connection) -> int:
    """Since when every point is still there."""
    return int(fact(connection, "raw_from") or NEVER_MS)


def fact(connection: sqlite3.Connection, name: str) -> str | None:
    """What the file says about itself under a name."""
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
    return None if row is None else str(row[0])


def set_fact(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Has the file say so, in the caller's transaction."""
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))
