"""What the running agent left on disk, read by another process without disturbing it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.only_one import AlreadyRunning, Hold
from schoolwacht_agent.orders import Orders


@dataclass(frozen=True, slots=True)
class Glimpse:
    """How things stood a moment ago."""

    running: bool
    batches: int = 0
    size_bytes: int = 0
    oldest_ms: int | None = None
    contact: dict[str, object] | None = None
    problem: str = ""


def glimpse(home: Path) -> Glimpse:
    """Looks at lock and spool."""
    running = is_running(home)
    path = home / "spool.db"
    if not path.exists():
        return Glimpse(running)
    from schoolwacht_agent.spool.waiting import OVERHEAD  # with all of protobuf, which `probe` does without

    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            batches, size, oldest = db.execute(
                "SELECT count(*), coalesce(sum(length(payload) + ?), 0), min(taken_at_ms) FROM batch", (OVERHEAD,)
            ).fetchone()
            row = db.execute("SELECT value FROM memory WHERE name = 'contact'").fetchone()
    except sqlite3.Error as error:
        return Glimpse(running, problem=str(error))
    return Glimpse(running, batches, size, oldest, json.loads(row[0]) if row else None)


def definition(home: Path, name: bytes) -> bytes | None:
    """One dictionary out of the spool."""
    path = home / "spool.db"
    if not path.exists():
        return None
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as db:
        row = db.execute("SELECT definition FROM dictionary WHERE id = ?", (name,)).fetchone()
        return row[0] if row else None


def orders(home: Path) -> Orders:
    """What the collector ordered last; nothing where there is no spool that can be read."""
    path = home / "spool.db"
    if not path.exists():
        return Orders()
    try:
        with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=5)) as db:
            row = db.execute("SELECT value FROM memory WHERE name = 'orders'").fetchone()
    except sqlite3.Error:
        return Orders()
    return Orders.from_bytes(row[0] if row else None)


def is_running(home: Path) -> bool:
    """Whether an agent holds this home."""
    if not (home / "agent.lock").exists():
        return False
    try:
        Hold(home).release()
    except AlreadyRunning:
        return True
    return False
