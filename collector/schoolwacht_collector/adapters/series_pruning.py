"""Deletes old points from the embedded store, once they are rolled up, in slices between which others write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from schoolwacht_collector.adapters.series_rollup_file import Progress, open_progress
from schoolwacht_collector.adapters.series_steps import DAY_MS, HOUR_MS
from schoolwacht_collector.adapters.series_touched import fact, oldest, raw_from, set_fact, strike_out, touched
from schoolwacht_collector.ports import Busy

WAITS_MS = 30 * DAY_MS
"""How much longer points stay when nobody rolls them up. After that room on the disk is worth more."""
SLICE = 5000
"""Rows that one transaction deletes: a few hundredths of a second in which nobody else writes."""

_OLD_FRAMES = """
DELETE FROM frames WHERE (device, at, dictionary) IN (
    SELECT device, at, dictionary FROM frames WHERE device = ? AND at < ? ORDER BY at LIMIT ?)
"""
_OLD_MARKS = """
DELETE FROM marks WHERE (measurement, at, tags) IN (
    SELECT measurement, at, tags FROM marks WHERE at < ? LIMIT ?)
"""


class Write(Protocol):
    """Runs work in a transaction of its own on the file of points."""

    def __call__(self, work: Callable[[sqlite3.Connection], Any], /) -> Any:  # noqa: ANN401 - what work returns
        """What work returned, once that is on the disk."""


class Pruner:
    """One round of pruning up to a moment."""

    def __init__(self, write: Write, before_ms: int, rollups: Path | None, patience: float) -> None:
        self._write = write
        self._before = before_ms
        self._rollups = rollups
        self._ready = rollups is not None and self._strike_out(rollups, patience)

    def points(self) -> int:
        """Deletes points and marks; how many rows went."""
        devices = self._write(lambda connection: connection.execute("SELECT id FROM devices").fetchall())
        gone = sum(self._delete_all(_OLD_FRAMES, device) for (device,) in devices)
        return gone + self._delete_all(_OLD_MARKS)

    def leftovers(self, connection: sqlite3.Connection) -> None:
        """Dictionaries of which no frame is left, and notes about hours of which none is."""
        limit = self._limit(connection)
        # A backlog may have brought old frames between the slices; none may outlive its dictionary.
        everywhere = [(device, limit) for (device,) in connection.execute("SELECT id FROM devices")]
        connection.executemany("DELETE FROM frames WHERE device = ? AND at < ?", everywhere)
        connection.execute("DELETE FROM dictionaries WHERE used_until < ?", (limit,))
        connection.execute("DELETE FROM touched WHERE hour < ?", (self._before - WAITS_MS - HOUR_MS,))

    def _delete_all(self, statement: str, *values: int) -> int:
        def one_slice(connection: sqlite3.Connection) -> int:
            return connection.execute(statement, (*values, self._limit(connection), SLICE)).rowcount

        total = 0
        while count := self._write(one_slice):
            total += count
        return total

    def _limit(self, connection: sqlite3.Connection) -> int:
        """Up to where this transaction deletes: an hour that waits to be rolled up holds back what is after it too.

        Before anything goes, the file says since when it is whole, so that nobody takes the rest for all there was.
        """
        limit = self._before
        if self._rollups is not None:
            waiting = oldest(connection) if self._ready else self._before - WAITS_MS
            limit = max(limit - WAITS_MS, min(limit, limit if waiting is None else waiting))
        whole_from = -(-limit // HOUR_MS) * HOUR_MS
        if whole_from > raw_from(connection):
            set_fact(connection, "raw_from", str(whole_from))
        return limit

    def _strike_out(self, rollups: Path, patience: float) -> bool:
        """Takes over what the roller has worked off; whether the roll-ups can be relied on."""
        notes = self._write(touched)
        told = self._write(lambda connection: fact(connection, "struck_out_by"))
        try:
            reading = open_progress(rollups, patience)
        except Busy:
            return False
        if reading is None:
            return False
        with closing(reading):
            progress = Progress(reading)
            if not progress.complete or not progress.believes(told):
                return False
            seen, state = progress.seen(notes), progress.state
        done = [one for one in notes if one.mark in seen]
        self._write(lambda connection: strike_out(connection, done, state))
        return True
