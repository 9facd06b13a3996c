"""Runs a survey's look here and checks that it keeps its word."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.probe import Missing, NoData, Probe, Row, Surroundings, Table


def surroundings(home: Path) -> Surroundings:
    return Surroundings(datetime(2026, 11, 24, 7, 30, tzinfo=UTC), home)


def checked(found: Iterable[object], probe: Probe) -> list[Row]:
    """The rows, each as its survey declared it; the keys of a table are different."""
    rows = []
    for finding in found:
        assert isinstance(finding, (Row, Missing))
        assert finding.table in probe.emits
        if isinstance(finding, Row):
            rows.append(finding)
            assert all(cell is not None for cell in finding.key)
            for name, cell in finding.cells.items():
                wanted = {"text": str, "integer": int, "real": float}[finding.table.columns[name].kind]
                assert cell is None or type(cell) is wanted, name
    keys = [(row.table.name, row.key) for row in rows]
    assert len(keys) == len(set(keys))
    return rows


def kept(probe: Probe, home: Path) -> list[Row]:
    """What it finds on this machine; nothing where it says why it cannot."""
    for table in probe.emits:
        assert isinstance(table, Table)
        assert all(column.about.endswith((".", ";")) for column in table.columns.values())
    try:
        return checked(list(probe.take(surroundings(home))), probe)
    except NoData as nothing:
        if not str(nothing):
            raise
        return []
