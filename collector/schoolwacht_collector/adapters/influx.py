"""Series in InfluxDB 2.x, and in 1.8 and what else takes its line protocol and InfluxQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from schoolwacht_collector.adapters import influxql
from schoolwacht_collector.adapters.admission import admit
from schoolwacht_collector.adapters.influx_notes import Notes
from schoolwacht_collector.adapters.influx_places import check_bucket
from schoolwacht_collector.adapters.influx_reading import InfluxReader
from schoolwacht_collector.adapters.influx_wire import InfluxAddress, InfluxWire, Objection
from schoolwacht_collector.adapters.line_protocol import Line, lines_of
from schoolwacht_collector.domain.series import Entry, Frame, Mark, Refusal, Series, Window
from schoolwacht_collector.ports import Busy

_LINES_A_REQUEST = 5000  # the batch size InfluxData advises

Send = Callable[[Sequence[Line]], Objection | None]


class InfluxSeries:
    """Implements `SeriesStore` on one bucket. What the server refuses is found line by line; the rest is stored."""

    def __init__(self, address: InfluxAddress, notes: Path | None = None, state: Path | None = None) -> None:
        """`notes` and `state` are the files by which another process rolls up; see `influx_notes`."""
        self._wire = InfluxWire(address)
        self._notes = Notes(notes, state) if notes and state else None
        self._reader = InfluxReader(self._wire, self._notes)

    def close(self) -> None:
        """Lets the connections go."""
        self._reader.close()
        self._wire.close()
        if self._notes is not None:
            self._notes.close()

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        """Writes entries; a point that is written twice is the same point for InfluxDB."""
        admitted = admit(entries)
        refusals = list(admitted.refusals)
        for lines in _portions(list(lines_of(admitted.entries))):
            refusals.extend(Refusal(line.point, reason) for line, reason in find_refused(lines, self._send))
        if self._notes is not None:
            self._notes.add(entry for entry in admitted.entries if isinstance(entry, Frame))
        return refusals

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric. A device that moved has several series in InfluxDB; they come out as one."""
        return self._reader.window(wanted)

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """The marks of one measurement, oldest first."""
        found: list[Mark] = []
        for table in self._wire.query(influxql.select_marks(measurement, since_ms, until_ms)):
            tags = {key: value for key, value in table.tags.items() if value}
            for at, *values in table.rows:
                named = zip(table.columns[1:], values, strict=True)
                found.append(Mark(measurement, tags, {key: value for key, value in named if value is not None}, at))
        return sorted(found, key=lambda mark: (mark.at_ms, sorted(mark.tags.items())))

    def health(self) -> str:
        """Version, address and bucket of a server that answers."""
        here = self._wire.address
        trouble = self._notes.trouble() if self._notes is not None else ""
        return f"{self._wire.version()} at {here.url}, bucket {here.bucket}{'; ' if trouble else ''}{trouble}"

    def prune(self, before_ms: int) -> int:
        """Forgets notes that are worked off. Points are forgotten by the bucket's own retention, none by us."""
        if self._notes is not None and before_ms:
            self._notes.tidy()
        return 0

    def check(self) -> str:
        """Tries the bucket both ways, for the start and for `doctor`; creates and changes nothing.

        Raises Busy with what to repair.
        """
        health = self.health()
        check_bucket(self._wire)
        return health

    def _send(self, lines: Sequence[Line]) -> Objection | None:
        return self._wire.write("\n".join(line.text for line in lines).encode())


def find_refused(lines: Sequence[Line], send: Send) -> Sequence[tuple[Line, str]]:
    """Has lines stored, all but those that the server objects to, which come back with its reason.

    Halves what it objects to until single lines are left. Sorted by kind, bad lines lie together, so that few requests
    find many of them; there are never more than two requests a line. Raises Busy when the server takes nothing and
    says nothing about lines: then the request is at fault, and no line may be given up for it.
    """
    objection = send(lines)
    if objection is None:
        return ()
    refused = list(_refused_of(sorted(lines, key=lambda line: line.kind), objection, send))
    if len(refused) == len(lines) and not any(reason.about_lines for _, reason in refused):
        raise Busy(
            f"InfluxDB takes nothing at all ({refused[0][1].reason}); check its address, organisation and bucket."
        )
    return [(line, reason.reason) for line, reason in refused]


def _refused_of(lines: Sequence[Line], objection: Objection, send: Send) -> Iterator[tuple[Line, Objection]]:
    if len(lines) == 1 or objection.dropped == len(lines):
        yield from ((line, objection) for line in lines)
        return
    middle = len(lines) // 2
    for half in (lines[:middle], lines[middle:]):
        if (further := send(half)) is not None:
            yield from _refused_of(half, further, send)


def _portions(lines: Sequence[Line]) -> Iterator[Sequence[Line]]:
    for start in range(0, len(lines), _LINES_A_REQUEST):
        yield lines[start : start + _LINES_A_REQUEST]
