"""The small files beside an InfluxDB: which hours changed (the collector writes), and how far they are rolled up.

InfluxDB does not know when a point came in, only when it was measured; a backlog would go unseen without these notes.
They are written after the points and before `append` returns, so that a kill between the two is mended by the next
offer of the same entries.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from schoolwacht_collector.adapters.series_file import (
    TOUCHED,
    Damaged,
    Layout,
    open_reader,
    open_writer,
    set_aside,
    spoken,
)
from schoolwacht_collector.adapters.series_rollup_file import Progress, open_progress
from schoolwacht_collector.adapters.series_steps import FOR_EVER_MS, NEVER_MS, Reach
from schoolwacht_collector.adapters.series_touched import Touched, fact, note, strike_out, touched
from schoolwacht_collector.adapters.tag_text import clean_tag
from schoolwacht_collector.domain.series import Frame
from schoolwacht_collector.ports import Busy

_DEVICES = "CREATE TABLE devices (id INTEGER PRIMARY KEY, device_id TEXT NOT NULL UNIQUE);"
_SEEN = """
CREATE TABLE seen (mark INTEGER PRIMARY KEY);
CREATE TABLE facts (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
"""

_NAMED = "INSERT INTO facts (name, value) VALUES ('file', hex(randomblob(8)));"

NOTES = Layout(0x5357_746E, (_DEVICES + TOUCHED + _NAMED,))  # "SWtn"
STATE = Layout(0x5357_7470, (_SEEN,))  # "SWtp"


class Notes:
    """What the collector's process notes. Its only writer; safe to use from several threads."""

    def __init__(self, path: Path, state: Path, *, patience: float = 5.0) -> None:
        self._path = path
        self._state = state
        self._patience = patience
        self._lock = threading.Lock()
        self._connection: sqlite3.Connection | None = None

    def close(self) -> None:
        """Ends writing."""
        with self._lock:
            self._let_go()

    def add(self, frames: Iterable[Frame]) -> None:
        """Notes the hours of frames, on the disk when this returns. Raises Busy."""
        moments = [(frame.origin.device_id, frame.taken_at_ms) for frame in frames]
        if not moments:
            return
        with self._lock:
            try:
                self._add(moments)
            except Damaged:
                self._let_go()
                set_aside(self._path)
                self._add(moments)

    def tidy(self) -> None:
        """Forgets what the roller has worked off. A damaged file is left to the next `add`."""
        with self._lock, suppress(Damaged), spoken(self._path):
            connection = self._opened()
            notes = touched(connection)
            reading = open_progress(self._state, self._patience)
            if reading is None:
                return
            with closing(reading):
                progress = Progress(reading)
                if not progress.complete or not progress.believes(fact(connection, "struck_out_by")):
                    return
                seen, state = progress.seen(notes), progress.state
            connection.execute("BEGIN IMMEDIATE")
            strike_out(connection, [one for one in notes if one.mark in seen], state)
            connection.execute("COMMIT")

    def reach(self, device_id: str | None) -> Reach:
        """How far a device, or all of them, can be answered from roll-ups; without readable notes not at all."""
        try:
            return self._reach(device_id) if self._path.exists() else Reach()
        except Damaged:
            return Reach()

    def trouble(self) -> str:
        """What keeps the roller from its work, in its own words."""
        reading = open_progress(self._state, self._patience)
        if reading is None:
            return "no roll-ups yet"
        with closing(reading):
            return fact(reading, "trouble") or ""

    def _reach(self, device_id: str | None) -> Reach:
        with spoken(self._path), closing(open_reader(self._path, self._patience)) as connection:
            connection.execute("BEGIN")
            row = connection.execute(
                "SELECT id FROM devices WHERE device_id = ?", (clean_tag(device_id or ""),)
            ).fetchone()
            notes = touched(connection) if device_id is None else touched(connection, row[0]) if row else []
            told, name = fact(connection, "struck_out_by"), fact(connection, "file")
            reading = open_progress(self._state, self._patience)
            if reading is None:
                return Reach()
            with closing(reading):
                progress = Progress(reading)
                if not progress.complete or not progress.believes(told) or fact(reading, "notes") != name:
                    return Reach()
                seen = progress.seen(notes)
                waiting = min((one.hour for one in notes if one.mark not in seen), default=FOR_EVER_MS)
                rolled_from, raw_from = (int(fact(reading, word) or NEVER_MS) for word in ("rolled_from", "raw_from"))
        return Reach(raw_from, waiting, NEVER_MS, rolled_from)

    def _add(self, moments: list[tuple[str, int]]) -> None:
        with spoken(self._path):
            connection = self._opened()
            try:
                connection.execute("BEGIN IMMEDIATE")
                names = {device_id for device_id, _ in moments}
                connection.executemany(
                    "INSERT OR IGNORE INTO devices (device_id) VALUES (?)", [(name,) for name in names]
                )
                numbers = dict(connection.execute("SELECT device_id, id FROM devices"))
                note(connection, [(numbers[device_id], at) for device_id, at in moments])
                connection.execute("COMMIT")
            except BaseException:
                self._let_go()
                raise

    def _opened(self) -> sqlite3.Connection:
        if self._connection is None:
            self._connection = open_writer(self._path, self._patience, NOTES)
        return self._connection

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


@dataclass(frozen=True, slots=True)
class Noted:
    """Everything that is noted at one moment."""

    file: str
    """Another file has another name: then what was noted in the one before is lost."""
    names: Mapping[int, str] = field(default_factory=dict)
    hours: Sequence[Touched] = ()
    struck_out_by: str | None = None


def read_notes(path: Path, patience: float) -> Noted:
    """For the roller's process. Raises Busy."""
    if not path.exists():
        return Noted("")
    try:
        with spoken(path), closing(open_reader(path, patience)) as connection:
            connection.execute("BEGIN")
            names = {int(number): str(name) for number, name in connection.execute("SELECT id, device_id FROM devices")}
            return Noted(fact(connection, "file") or "", names, touched(connection), fact(connection, "struck_out_by"))
    except Damaged as damage:
        raise Busy(f"The file {path} is damaged ({damage}); restart the collector, which sets it aside.") from damage
