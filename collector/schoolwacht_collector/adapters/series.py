"""Chooses the series store that the configuration asks for.

The collector's own process opens it to write; the process beside it opens it to read and to roll up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from schoolwacht_collector.adapters.series_reading import SqliteReader
from schoolwacht_collector.adapters.series_roller import SqliteRoller
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.domain.series import Entry, Series, Window
from schoolwacht_collector.ports import SeriesRoller, SeriesStore

SERIES, NOTES = "series.db", "series-notes.db"
"""Files in the home: the embedded store; or, beside an InfluxDB, the hours that have to be rolled up again."""


class OpenSeries(SeriesStore, Protocol):
    """A series store that can be closed."""

    def close(self) -> None:
        """Lets go of files and connections."""


class SeriesReader(Protocol):
    """The part of a series store that asks."""

    def window(self, wanted: Window) -> Sequence[Series]:
        """See `SeriesStore`."""

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """See `SeriesStore`."""

    def health(self) -> str:
        """See `SeriesStore`."""


class OpenRoller(SeriesRoller, Protocol):
    """A roller that can be closed."""

    def close(self) -> None:
        """Lets go of files and connections."""


@dataclass(frozen=True, slots=True)
class Beside:
    """The series as a process beside the collector's own has them: it reads, it rolls up, it never appends."""

    reader: SeriesReader
    roller: OpenRoller


def rollups_beside(path: Path) -> Path:
    """Where the roll-ups of a series file lie."""
    return path.with_name(f"{path.stem}-rollups.db")


def embedded(path: Path) -> OpenSeries:
    """The store in one SQLite file."""
    return SqliteSeries(path, rollups_beside(path))


def embedded_beside(path: Path) -> Beside:
    """The store in one SQLite file, for a process of its own."""
    rollups = rollups_beside(path)
    return Beside(SqliteReader(path, rollups), SqliteRoller(path, rollups))


def influxdb(url: str, token: str, org: str, bucket: str, notes: Path | None = None) -> OpenSeries:
    """An InfluxDB. Its client library is loaded only here: it takes 40 MiB that a school without it keeps.

    `notes` is a file in the home in which the store notes which hours changed; without it nothing is rolled up.
    """
    from schoolwacht_collector.adapters.influx import InfluxSeries
    from schoolwacht_collector.adapters.influx_wire import InfluxAddress

    return InfluxSeries(InfluxAddress(url, token, org, bucket), notes, rollups_beside(notes) if notes else None)


def influxdb_beside(url: str, token: str, org: str, bucket: str, notes: Path) -> Beside:
    """An InfluxDB, for a process of its own; `notes` is the file that the collector's process writes."""
    from schoolwacht_collector.adapters.influx import InfluxSeries
    from schoolwacht_collector.adapters.influx_roller import InfluxRoller
    from schoolwacht_collector.adapters.influx_wire import InfluxAddress

    address, state = InfluxAddress(url, token, org, bucket), rollups_beside(notes)
    return Beside(InfluxSeries(address, notes, state), InfluxRoller(address, notes, state))
