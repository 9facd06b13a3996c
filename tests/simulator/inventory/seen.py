"""What a machine of the simulated school tells in a table at a moment, by the names of the columns."""

from __future__ import annotations

from typing import Any

from schoolwacht_simulator.days import midnight_ms
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.facts import BACKUPS, TABLES
from schoolwacht_simulator.gauges.meter import Now
from simulator.story import BEGINS, HOUR_MS, machine


def moment(ms: int) -> Now:
    """An hour after the start."""
    return Now(ms, ms - HOUR_MS, 3600, (ms - midnight_ms(BEGINS.date())) / 86_400_000, 0.3)


def told(table: str, of: str | SimulatedDevice, ms: int) -> list[dict[str, Any]]:
    """The rows of a table, of a machine or its key."""
    device = machine(of) if isinstance(of, str) else of
    found = next(one for one in (*TABLES, BACKUPS) if one.name == table)
    return [dict(zip((name for name, _ in found.columns), row, strict=True)) for row in found.rows(device, moment(ms))]
