"""Answers questions from InfluxDB: from points, and from the hours and days that were rolled up from them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from schoolwacht_collector.adapters import influxql
from schoolwacht_collector.adapters.admission import COLLECTOR_TAGS
from schoolwacht_collector.adapters.gathering import Gathering, Tags
from schoolwacht_collector.adapters.influx_notes import Notes
from schoolwacht_collector.adapters.influx_places import place_of
from schoolwacht_collector.adapters.influx_wire import InfluxWire, Table
from schoolwacht_collector.adapters.series_parts import Part
from schoolwacht_collector.adapters.series_steps import DAILY, HOURLY, Reach, Step, Stretch, stretches
from schoolwacht_collector.domain.series import Series, Window

_NEEDED = {"last": ("last",), "min": ("min",), "max": ("max",), "mean": ("mean", "count")}


class InfluxReader:
    """Reads one bucket and the two of its roll-ups. A device that moved has several series; they come out as one."""

    def __init__(self, wire: InfluxWire, notes: Notes | None) -> None:
        self._wire = wire
        self._notes = notes
        places = {step: InfluxWire(place_of(wire.address, step)) for step in (HOURLY, DAILY)} if notes else {}
        self._places: dict[Step, InfluxWire] = places

    def close(self) -> None:
        """Lets the connections go."""
        for wire in self._places.values():
            wire.close()

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric, as `SeriesStore` describes."""
        if not all(wanted.metric.partition(".")):
            return ()  # not the name of a metric, which InfluxQL would call a mistake
        gathering = Gathering(wanted)
        reach = self._notes.reach(wanted.device_id) if self._notes else Reach()
        for stretch in stretches(wanted, reach):
            part = replace(wanted, since_ms=stretch.since_ms, until_ms=stretch.until_ms)
            if stretch.step is not None:
                _add_rollups(gathering, part, self._places[stretch.step])
            elif wanted.every_ms:
                _add_buckets(gathering, part, self._wire, stretch)
            else:
                _add_points(gathering, part, self._wire)
        return gathering.series()


def _add_points(gathering: Gathering, wanted: Window, wire: InfluxWire) -> None:
    for table in wire.query(influxql.select_window(wanted)):
        line = gathering.line(*_line_of(table))
        line.update({at: value for at, value in table.rows if value is not None})


def _add_buckets(gathering: Gathering, wanted: Window, wire: InfluxWire, stretch: Stretch) -> None:
    """Buckets of points, made by the server. One at an edge of the stretch is only a part of the bucket."""
    every = wanted.every_ms or 1
    for table in wire.query(influxql.select_window(wanted)):
        gathering.parts(*_line_of(table)).extend(
            _part(start, min(start + every, stretch.until_ms) - 1, values)
            for start, *values in table.rows
            if values[0] is not None
        )


def _add_rollups(gathering: Gathering, wanted: Window, wire: InfluxWire) -> None:
    for table in wire.query(influxql.select_rollups(wanted, _NEEDED[wanted.aggregate])):
        gathering.parts(*_line_of(table)).extend(
            _part(start, start, values) for start, *values in table.rows if None not in values
        )


def _part(start: int, last_at: int, values: Iterable[float]) -> Part:
    """What was asked for of one bucket: its one value, and for a mean how many points it is of."""
    value, count = (*values, 1)[:2]
    return Part(start, last_at, int(count), value * count, value, value, value)


def _line_of(table: Table) -> tuple[str, Tags]:
    tags = {key: value for key, value in table.tags.items() if value and key not in COLLECTOR_TAGS}
    return table.tags.get("device_id", ""), tuple(sorted(tags.items()))
