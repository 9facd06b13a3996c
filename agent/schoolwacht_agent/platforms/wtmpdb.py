"""When the computer was started and shut down, from /var/lib/wtmpdb/wtmp.db, which newer systems keep instead of wtmp.

The database of wtmpdb(8) has one table `wtmp`; a row of type 1 is a run of the computer: `Login` when it started,
`Logout` when it was shut down, both in microseconds, `Logout` empty while it runs and for ever after a crash. Rows of
other types tell of people and are not asked for.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.wtmp import Moment

if TYPE_CHECKING:
    from pathlib import Path

_MOST_RUNS = 10_000
_MICRO = 1_000_000


def read(file: Path) -> list[tuple[Moment, int]]:
    """Starts and shutdowns, oldest first; raises OSError when the file cannot be read."""
    ask = "SELECT Login, Logout FROM wtmp WHERE Type = 1 ORDER BY ID DESC LIMIT ?"
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=2)) as database:
            rows = database.execute(ask, (_MOST_RUNS,)).fetchall()
    except sqlite3.Error as error:
        message = "the database of starts cannot be read"
        raise OSError(message) from error
    moments = []
    for started, stopped in reversed(rows):
        if isinstance(started, int):
            moments.append((Moment.START, started // _MICRO))
        if isinstance(stopped, int):
            moments.append((Moment.STOP, stopped // _MICRO))
    return moments
