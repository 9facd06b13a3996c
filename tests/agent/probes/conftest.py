"""Runs a probe on the machine of the tests and checks that it keeps its word."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import Finding, Missing, NoData, Probe, Reading, Row, Surroundings

if TYPE_CHECKING:
    from pathlib import Path

Live = Callable[[Probe], list[Finding]]
Declared = Callable[[Finding, Probe], None]


@pytest.fixture
def surroundings(tmp_path: Path) -> Surroundings:
    return Surroundings(datetime(2026, 11, 23, 7, 30, tzinfo=UTC), tmp_path, counters={"pushes": 7, "unheard_of": 1})


@pytest.fixture
def live(surroundings: Surroundings) -> Live:
    """What a probe finds here, after checking that it declared all of it; skips where the machine has no such thing."""

    def run(probe: Probe) -> list[Finding]:
        started = time.monotonic()
        try:
            found = list(probe.take(surroundings))
        except NoData as nothing:
            pytest.skip(f"{probe.name}: {nothing}")
        assert time.monotonic() - started < probe.patience.total_seconds()
        assert found
        for finding in found:
            check_declared(finding, probe)
        keys = [(row.table.name, row.key) for row in found if isinstance(row, Row)]
        assert len(keys) == len(set(keys))
        series = [(reading.gauge.name, reading.tags) for reading in found if isinstance(reading, Reading)]
        assert len(series) == len(set(series))
        return found

    return run


@pytest.fixture
def declared() -> Declared:
    """Checks that a finding is what its probe declared."""
    return check_declared


def check_declared(finding: Finding, probe: Probe) -> None:
    if isinstance(finding, Reading):
        assert finding.gauge in probe.emits
        assert math.isfinite(finding.value)
        assert finding.gauge.scaled(finding.value) is not None
        assert all(value for _, value in finding.tags)
    elif isinstance(finding, Row):
        assert finding.table in probe.emits
        assert all(cell is not None for cell in finding.key)
        for name, cell in finding.cells.items():
            expected = {"text": str, "integer": int, "real": float}[finding.table.columns[name].kind]
            assert cell is None or type(cell) is expected, name
    elif isinstance(finding, Missing):
        assert finding.table in probe.emits
        assert finding.reason
    else:
        assert finding.kind in probe.emits
