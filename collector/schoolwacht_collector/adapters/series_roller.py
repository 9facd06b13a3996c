"""Rolls up the embedded store. Runs in a process of its own: the only writer of its file, a reader of the points."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TypeVar

from schoolwacht_collector.adapters.series_file import Damaged, open_reader, open_writer, set_aside, spoken
from schoolwacht_collector.adapters.series_rolling import Day, day_of, lay
from schoolwacht_collector.adapters.series_rollup_file import ROLLED, Progress
from schoolwacht_collector.adapters.series_steps import DAILY, DAY_MS, HOUR_MS, HOURLY, NEVER_MS, Step
from schoolwacht_collector.adapters.series_touched import Touched, fact, set_fact, touched
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.roll_up import DAILY_KEPT, HOURLY_KEPT

PORTION = 250
"""Days of devices that one call rolls up: two seconds of work at most, then the process may judge."""
_COMMITTED_TOGETHER = 50
_SLICE = 1000
"""Blocks that one transaction of `prune` deletes."""

Result = TypeVar("Result")
Due = dict[tuple[int, int], dict[int, int | None]]
"""The days of devices to roll up, by their starts; of each the hours, with their marks where they have one."""


class SqliteRoller:
    """Implements `SeriesRoller` on a file of points and a file of roll-ups."""

    def __init__(self, points: Path, rollups: Path, *, patience: float = 5.0) -> None:
        self._points = points
        self._rollups = rollups
        self._patience = patience
        self._connection: sqlite3.Connection | None = None
        self._set_aside: list[Path] = []

    @property
    def set_aside(self) -> Sequence[Path]:
        """Damaged files that were set aside since the start, by their new names: a person has to be told."""
        return tuple(self._set_aside)

    def close(self) -> None:
        """Ends writing; SQLite moves its log into the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def roll(self, until_ms: int) -> int:
        """Rolls up hours that ended by then and changed; how many hours of devices. See `series_touched`."""
        with self._raw() as raw:
            names = {int(number): str(name) for number, name in raw.execute("SELECT id, device_id FROM devices")}
            notes = touched(raw)
            told = fact(raw, "struck_out_by")
            fresh = self._write(lambda connection: self._begin(connection, notes, told))
            marks = {(one.device, one.hour): one.mark for one in fresh}
            if not self._write(lambda connection: Progress(connection).complete):
                return self._look_through(raw, names, until_ms, marks)
            due: Due = defaultdict(dict)
            for (device, hour), mark in marks.items():
                if hour + HOUR_MS <= until_ms:
                    due[device, hour - hour % DAY_MS][hour] = mark
            return self._roll_all(raw, names, due)

    def prune(self, now_ms: int) -> int:
        """Forgets blocks that were kept long enough; how many went."""
        gone = 0
        for step, kept in ((HOURLY, HOURLY_KEPT), (DAILY, DAILY_KEPT)):
            before = step.block_of(now_ms - int(kept.total_seconds() * 1000))
            gone += self._forget_blocks(step, before)
        return gone

    def health(self) -> str:
        """How many devices are rolled up, and whether all of the past is."""

        def said(connection: sqlite3.Connection) -> str:
            (devices,) = connection.execute("SELECT count(*) FROM devices").fetchone()
            rest = "" if Progress(connection).complete else ", still looking through the past"
            return f"roll-ups in {self._rollups}, {devices} devices{rest}"

        return self._write(said)

    def _begin(self, connection: sqlite3.Connection, notes: Sequence[Touched], told: str | None) -> list[Touched]:
        """What is to be done; begins with everything when this file cannot know what was rolled up before."""
        progress = Progress(connection)
        if fact(connection, "complete") is None or not progress.believes(told):
            progress.begin(told)
        progress.keep_seen(notes)
        seen = progress.seen(notes)
        return [one for one in notes if one.mark not in seen]

    def _roll_all(self, raw: sqlite3.Connection, names: Mapping[int, str], due: Due) -> int:
        """The first days of what is due. What is read of the points is read before anything is written."""
        days = islice(due.items(), PORTION)
        count = 0
        while together := list(islice(days, _COMMITTED_TOGETHER)):
            raw.execute("BEGIN")
            made = [day_of(raw, (device, names[device]), day, sorted(hours)) for (device, day), hours in together]
            raw.execute("COMMIT")
            marks = [mark for _, hours in together for mark in hours.values() if mark is not None]
            self._write(partial(_lay_all, made, marks))
            count += sum(len(hours) for _, hours in together)
        return count

    def _look_through(
        self, raw: sqlite3.Connection, names: Mapping[int, str], until_ms: int, marks: Mapping[tuple[int, int], int]
    ) -> int:
        """While the file is not complete: the whole past of devices, one after the other, about a portion of it."""
        scanned = self._write(lambda connection: Progress(connection).scanned)
        rolled = days = 0
        for device_id, device in sorted((name, number) for number, name in names.items() if name > scanned):
            if days >= PORTION:
                return rolled
            due = _past_of(raw, device, until_ms, marks)
            days += len(due)
            rolled += self._roll_all(raw, names, due)
            self._write(partial(_looked_through, device_id))
        self._write(lambda connection: Progress(connection).finish())
        return rolled

    def _forget_blocks(self, step: Step, before: int) -> int:
        devices = self._write(partial(_devices_to_prune, step, before))
        gone = 0
        for device in devices:
            while count := self._write(partial(_forget_slice, step, before, device)):
                gone += count
        if devices:
            self._write(partial(_forgotten, step, before))
        return gone

    @contextmanager
    def _raw(self) -> Iterator[sqlite3.Connection]:
        """The points. Each statement reads what is newest: never less than the notes said."""
        try:
            with spoken(self._points), closing(open_reader(self._points, self._patience)) as connection:
                yield connection
        except Damaged as damage:
            raise Busy(
                f"The series file {self._points} is damaged ({damage}); restart the collector, which sets it aside."
            ) from damage

    def _write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Runs work in a transaction of its own on the roll-ups; a damaged file is set aside and a new one begun."""
        try:
            return self._transact(work)
        except Damaged:
            self.close()
            self._set_aside.append(set_aside(self._rollups))
            raise Busy(
                f"The file of roll-ups {self._rollups} was damaged and is set aside; a new one begins with the points"
                " that are there."
            ) from None

    def _transact(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with spoken(self._rollups):
            try:
                if self._connection is None:
                    self._connection = open_writer(self._rollups, self._patience, ROLLED)
                self._connection.execute("BEGIN IMMEDIATE")
                result = work(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.DatabaseError):
                    self.close()
                raise
        return result


def _lay_all(made: Sequence[Day], marks: Sequence[int], connection: sqlite3.Connection) -> None:
    for day in made:
        lay(connection, day)
    Progress(connection).add_seen(marks)


def _looked_through(device_id: str, connection: sqlite3.Connection) -> None:
    Progress(connection).set_scanned(device_id)


def _devices_to_prune(step: Step, before: int, connection: sqlite3.Connection) -> list[int]:
    """The devices whose blocks are looked at; none when that was done up to this moment already."""
    if int(fact(connection, f"{step.name}_pruned") or NEVER_MS) >= before:
        return []
    if step is HOURLY and before > Progress(connection).hourly_from:
        set_fact(connection, "hourly_from", str(before))  # first, so that nobody takes the rest for all there was
    return [device for (device,) in connection.execute("SELECT id FROM devices")]


def _forget_slice(step: Step, before: int, device: int, connection: sqlite3.Connection) -> int:
    old = "SELECT rowid FROM blocks WHERE step = ? AND device = ? AND start < ? LIMIT ?"
    values = (step.number, device, before, _SLICE)
    return connection.execute(f"DELETE FROM blocks WHERE rowid IN ({old})", values).rowcount  # noqa: S608 - our own words


def _forgotten(step: Step, before: int, connection: sqlite3.Connection) -> None:
    if step is DAILY:
        connection.execute("DELETE FROM dictionaries WHERE used_until < ?", (before,))
    set_fact(connection, f"{step.name}_pruned", str(before))


def _past_of(raw: sqlite3.Connection, device: int, until_ms: int, marks: Mapping[tuple[int, int], int]) -> Due:
    """Every hour of a device in which there is a frame, by day. Jumps from hour to hour along the key."""
    due: Due = defaultdict(dict)
    at = -(2**62)
    while row := raw.execute(
        "SELECT at FROM frames WHERE device = ? AND at >= ? ORDER BY at LIMIT 1", (device, at)
    ).fetchone():
        hour = row[0] - row[0] % HOUR_MS
        if hour + HOUR_MS > until_ms:
            break
        due[device, hour - hour % DAY_MS][hour] = marks.get((device, hour))
        at = hour + HOUR_MS
    return due
