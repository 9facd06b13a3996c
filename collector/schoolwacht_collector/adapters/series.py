"""Chooses the series store that the configuration asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.ports import SeriesStore


class OpenSeries(SeriesStore, Protocol):
    """A series store that can be closed."""

    def close(self) -> None:
        """Lets go of files and connections."""


def embedded(path: Path) -> OpenSeries:
    """The store in one SQLite file."""
    return SqliteSeries(path)


def influxdb(url: str, token: str, org: str, bucket: str) -> OpenSeries:
    """An InfluxDB. Its client library is loaded only here: it takes 40 MiB that a school without it keeps."""
    from schoolwacht_collector.adapters.influx import InfluxSeries
    from schoolwacht_collector.adapters.influx_wire import InfluxAddress

    return InfluxSeries(InfluxAddress(url, token, org, bucket))
