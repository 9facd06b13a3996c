"""What end-to-end tests share: a real InfluxDB, and an empty bucket in it for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from e2e.influxd import InfluxServer, influxdb


@pytest.fixture(scope="session", name="influxdb")
def influxdb_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxServer]:
    """One server for all tests of a worker."""
    with influxdb(tmp_path_factory.mktemp("influxd")) as server:
        yield server


@pytest.fixture
def bucket(influxdb: InfluxServer) -> str:
    """The name of an empty bucket."""
    return influxdb.new_bucket()
