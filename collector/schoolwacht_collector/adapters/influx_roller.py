"""Rolls up an InfluxDB by plain questions and plain writes, so that 1.8 and 2.x need the same and nothing is set up.

Hours are summed up by the server from the points, days from the hours. Of each number `x` the roll-up has `mean_x`,
`min_x`, `max_x`, `last_x`, the names that InfluxDB itself gives, and `sum_x` and `count_x`, from which larger steps are
exact. All are decimal numbers: the answer to a question does not tell 5 from 5.0. Writing an hour again replaces it.
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from schoolwacht_collector.adapters import influxql
from schoolwacht_collector.adapters.influx_notes import STATE, Noted, read_notes
from schoolwacht_collector.adapters.influx_places import make_ready, place_of, raw_kept
from schoolwacht_collector.adapters.influx_wire import InfluxAddress, InfluxWire, Table
from schoolwacht_collector.adapters.line_protocol import head
from schoolwacht_collector.adapters.series_file import Damaged, open_writer, set_aside, spoken
from schoolwacht_collector.adapters.series_rollup_file import Progress
from schoolwacht_collector.adapters.series_steps import DAILY, DAY_MS, HOUR_MS, HOURLY, NEVER_MS
from schoolwacht_collector.adapters.series_touched import fact, set_fact
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.roll_up import RAW_KEPT

_LINES_A_REQUEST = 5000
_NAMED_DEVICES = 20
"""Up to so many are named in a question; for more, all devices are summed up."""
_KINDS = ("sum", "count", "min", "max", "last")
_MARKS = frozenset({"alert"})
"""Measurements of things that happened, which have no mean."""

_PLAIN = re.compile(r"[A-Za-z0-9_:/.-]+")
_SUM = re.compile(r"sum_[A-Za-z0-9_:/.-]+")
"""Names that our store takes. What other programs keep in the bucket under other names is theirs to roll up."""

Result = TypeVar("Result")


class InfluxRoller:
    """Implements `SeriesRoller` on an InfluxDB, with a file of its own for how far it is."""

    def __init__(self, address: InfluxAddress, notes: Path, state: Path, *, patience: float = 5.0) -> None:
        self._raw = InfluxWire(address)
        self._places = {step: InfluxWire(place_of(address, step)) for step in (HOURLY, DAILY)}
        self._notes = notes
        self._state = state
        self._patience = patience
        self._connection: sqlite3.Connection | None = None
        self._ready = False

    def close(self) -> None:
        """Lets connections and file go."""
        for wire in (self._raw, *self._places.values()):
            wire.close()
        self._let_go()

    def roll(self, until_ms: int) -> int:
        """Rolls up the days in which hours changed, a day at a call; how many hours of devices."""
        self._see_to_places()
        noted = read_notes(self._notes, self._patience)
        hours = self._write(lambda connection: _due(connection, noted, until_ms))
        if not self._write(lambda connection: Progress(connection).complete):
            return self._look_through(until_ms, hours)
        by_day: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
        for device, hour, mark in hours:
            by_day[hour - hour % DAY_MS].append((device, hour, mark))
        for day, due in sorted(by_day.items())[:1]:
            devices = {noted.names[device] for device, _, _ in due}
            starts = [hour for _, hour, _ in due]
            self._roll_day(day, (min(starts), max(starts) + HOUR_MS), devices)
            marks = [mark for _, _, mark in due]
            self._write(partial(_worked_off, marks))
            return len(due)
        return 0

    def prune(self, now_ms: int) -> int:
        """Nothing: the buckets forget by themselves. Notes since when the server has its points."""
        kept = raw_kept(self._raw)
        raw_from = now_ms - int(kept.total_seconds() * 1000) if kept else NEVER_MS
        whole = -(-raw_from // HOUR_MS) * HOUR_MS if kept else NEVER_MS
        self._write(lambda connection: set_fact(connection, "raw_from", str(whole)))
        return 0

    def health(self) -> str:
        """Where the roll-ups are. Raises Busy with what a person has to make."""
        self._see_to_places()
        return f"roll-ups in buckets {', '.join(wire.address.bucket for wire in self._places.values())}"

    def _see_to_places(self) -> None:
        if self._ready:
            return
        try:
            make_ready(self._raw, self._places)
        except Busy as trouble:
            words = str(trouble)
            self._write(lambda connection: set_fact(connection, "trouble", words))
            raise
        self._write(lambda connection: set_fact(connection, "trouble", ""))
        self._ready = True

    def _look_through(self, until_ms: int, hours: Sequence[tuple[int, int, int]]) -> int:
        """While not all of the past month is rolled up: the next day of it."""
        begun = until_ms - int(RAW_KEPT.total_seconds() * 1000)
        first = self._write(lambda connection: _first_day(connection, begun - begun % DAY_MS))
        last = until_ms - until_ms % HOUR_MS
        until = min(first + DAY_MS, last)
        rolled = self._roll_day(first, (first, until), ()) if first < until else 0
        marks = [mark for _, hour, mark in hours if first <= hour < until]

        def remember(connection: sqlite3.Connection) -> None:
            Progress(connection).add_seen(marks)
            set_fact(connection, "next_day", str(first + DAY_MS))
            if until >= last:
                Progress(connection).finish()

        self._write(remember)
        return max(rolled, 1)

    def _roll_day(self, day: int, span: tuple[int, int], devices: set[str] | tuple[()]) -> int:
        """Some hours of a day, and the day itself, of some devices or of all."""
        named = devices if len(devices) <= _NAMED_DEVICES else ()
        hours = 0
        for measurement in self._measurements():
            question = influxql.sum_up(measurement, span, HOUR_MS, named, ready=False)
            hours += _store(self._places[HOURLY], measurement, self._raw.query(question), ready=False)
            question = influxql.sum_up(measurement, (day, day + DAY_MS), DAY_MS, named, ready=True)
            _store(self._places[DAILY], measurement, self._places[HOURLY].query(question), ready=True)
        return hours

    def _measurements(self) -> Sequence[str]:
        names = [str(row[0]) for table in self._raw.query("SHOW MEASUREMENTS") for row in table.rows]
        return [name for name in names if name not in _MARKS and _PLAIN.fullmatch(name)]

    def _write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """Runs work in a transaction of its own on the small file; a damaged one is made anew from the buckets."""
        try:
            return self._transact(work)
        except Damaged:
            self._let_go()
            set_aside(self._state)
            return self._transact(work)

    def _transact(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        with spoken(self._state):
            try:
                if self._connection is None:
                    self._connection = open_writer(self._state, self._patience, STATE)
                self._connection.execute("BEGIN IMMEDIATE")
                result = work(self._connection)
                self._connection.execute("COMMIT")
            except BaseException:
                with suppress(sqlite3.DatabaseError):
                    self._let_go()
                raise
        return result

    def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _due(connection: sqlite3.Connection, noted: Noted, until_ms: int) -> list[tuple[int, int, int]]:
    """What is to be done; begins with everything when this file cannot know what was rolled up before."""
    progress = Progress(connection)
    if fact(connection, "notes") != noted.file or not progress.believes(noted.struck_out_by):
        progress.begin(noted.struck_out_by)
        set_fact(connection, "notes", noted.file)
        set_fact(connection, "next_day", "")
    progress.keep_seen(noted.hours)
    seen = progress.seen(noted.hours)
    return [
        (one.device, one.hour, one.mark)
        for one in noted.hours
        if one.mark not in seen and one.hour + HOUR_MS <= until_ms
    ]


def _worked_off(marks: Sequence[int], connection: sqlite3.Connection) -> None:
    Progress(connection).add_seen(marks)


def _first_day(connection: sqlite3.Connection, otherwise: int) -> int:
    """The next day to look through; at the beginning, remembers where that was."""
    if found := fact(connection, "next_day"):
        return int(found)
    set_fact(connection, "rolled_from", str(otherwise))
    return otherwise


def _store(wire: InfluxWire, measurement: str, tables: Sequence[Table], *, ready: bool) -> int:
    """Writes what was summed up; how many points. Raises Busy when the server does not take all of it."""
    count = 0
    lines: list[str] = []
    for line in _lines(measurement, tables, ready=ready):
        lines.append(line)
        count += 1
        if len(lines) == _LINES_A_REQUEST:
            _send(wire, lines)
            lines = []
    if lines:
        _send(wire, lines)
    return count


def _send(wire: InfluxWire, lines: Sequence[str]) -> None:
    objection = wire.write("\n".join(lines).encode())
    # Too old for the bucket is no trouble: it would be forgotten at once.
    if objection is not None and "retention" not in objection.reason:
        raise Busy(f"InfluxDB does not take roll-ups into {wire.address.bucket!r} ({objection.reason}).")


def _lines(measurement: str, tables: Sequence[Table], *, ready: bool) -> Iterator[str]:
    """One line a step. What was summed up twice has two prefixes, of which the inner one says what it is."""
    for table in tables:
        names = [column.partition("_")[2] if ready else column for column in table.columns[1:]]
        series = head(measurement, table.tags)
        for at, *values in table.rows:
            found = {name: value for name, value in zip(names, values, strict=True) if _is_number(value)}
            fields = sorted(_fields(found).items())
            if fields:
                yield f"{series} {','.join(f'{name}={value!r}' for name, value in fields)} {at}"


def _fields(found: Mapping[str, Any]) -> dict[str, float]:
    """A number is rolled up when it could be added up; its mean follows."""
    fields: dict[str, float] = {}
    for name in [name.removeprefix("sum_") for name in found if _SUM.fullmatch(name)]:
        values = {kind: found.get(f"{kind}_{name}") for kind in _KINDS}
        if None not in values.values() and values["count"]:
            fields |= {f"{kind}_{name}": float(value) for kind, value in values.items() if value is not None}
            fields[f"mean_{name}"] = float(values["sum"] or 0.0) / float(values["count"])
    return fields


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
