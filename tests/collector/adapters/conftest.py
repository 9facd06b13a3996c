"""Shares the real InfluxDB of the end-to-end tests, and shows what differs when the contract's assertions fail."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("collector.adapters.series_store_contract")

from e2e.conftest import bucket, influxdb_server  # noqa: E402 - after the registration

__all__ = ["bucket", "influxdb_server"]
