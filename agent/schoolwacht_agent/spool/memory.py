"""What the agent remembers beside its batches, and the dictionaries that give numbers their names."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from schoolwacht_agent.frames import PackedFrame


def remember(db: sqlite3.Connection, notes: Mapping[str, bytes | None]) -> None:
    """Writes notes under their names; None takes one away."""
    for name, value in notes.items():
        if value is None:
            db.execute("DELETE FROM memory WHERE name = ?", (name,))
        else:
            db.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", (name, value))


def recall(db: sqlite3.Connection, name: str) -> bytes | None:
    """The note under a name."""
    row = db.execute("SELECT value FROM memory WHERE name = ?", (name,)).fetchone()
    return row[0] if row else None


def recall_all(db: sqlite3.Connection, prefix: str) -> dict[str, bytes]:
    """All notes whose names begin so."""
    rows = db.execute(
        "SELECT name, value FROM memory WHERE substr(name, 1, ?) = ? ORDER BY name", (len(prefix), prefix)
    )
    return dict(rows.fetchall())


def keep_dictionaries(db: sqlite3.Connection, frames: Iterable[PackedFrame]) -> None:
    """Writes the dictionaries of frames, and when they were used last."""
    db.executemany(
        "INSERT INTO dictionary VALUES (?, ?, 0, ?) ON CONFLICT (id) DO UPDATE SET used_at_ms = excluded.used_at_ms",
        [(frame.dictionary, frame.definition, frame.taken_at_ms) for frame in frames],
    )


def mark_known(db: sqlite3.Connection, names: Iterable[bytes], *, known: bool) -> None:
    """Notes whether the collector has these dictionaries."""
    db.executemany("UPDATE dictionary SET known = ? WHERE id = ?", [(int(known), name) for name in names])


def definition(db: sqlite3.Connection, name: bytes) -> tuple[bytes, bool] | None:
    """A definition, and whether the collector has it."""
    row = db.execute("SELECT definition, known FROM dictionary WHERE id = ?", (name,)).fetchone()
    return (row[0], bool(row[1])) if row else None


def forget_unused(db: sqlite3.Connection, before_ms: int) -> None:
    """Deletes dictionaries that no batch needs and no frame has used for long."""
    db.execute(
        "DELETE FROM dictionary WHERE used_at_ms < ?"
        " AND id NOT IN (SELECT dictionary FROM batch WHERE dictionary IS NOT NULL)",
        (before_ms,),
    )
