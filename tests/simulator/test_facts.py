from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from schoolwacht_simulator.days import midnight_ms
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.facts import BACKUPS, TABLES
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.table import Cells, Table
from simulator.story import BEGINS, HOUR_MS, TUESDAY, WEDNESDAY, at, machine, school

VOCABULARY: dict[str, Any] = json.loads((resources.files("schoolwacht_protos.v1") / "vocabulary.json").read_text())
KINDS = {"text": str, "integer": int, "real": float}
EVERY = (*TABLES, BACKUPS)


def moment(ms: int) -> Now:
    return Now(ms, ms - HOUR_MS, 3600, (ms - midnight_ms(BEGINS.date())) / 86_400_000, 0.3)


def rows(table: str, device: SimulatedDevice, ms: int) -> list[dict[str, Any]]:
    found = next(one for one in EVERY if one.name == table)
    return [dict(zip((name for name, _ in found.columns), row, strict=True)) for row in found.rows(device, moment(ms))]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_columns_and_keys_are_those_of_the_vocabulary(table: Table) -> None:
    known = VOCABULARY["tables"][table.name]
    # An agent of an older release knows fewer columns; what it knows, it knows rightly.
    assert dict(table.columns).items() <= {name: column["kind"] for name, column in known["columns"].items()}.items()
    assert known["key"] == [name for name, _ in table.columns[: table.key]]


@pytest.mark.parametrize("table", EVERY, ids=lambda table: table.name)
def test_every_cell_is_of_its_columns_kind_and_no_key_stands_twice(table: Table) -> None:
    for device in school().devices:
        keys: list[Cells] = []
        for row in table.rows(device, moment(at(WEDNESDAY, 9))):
            keys.append(row[: table.key])
            assert all(cell is not None for cell in row[: table.key])
            for cell, (name, kind) in zip(row, table.columns, strict=True):
                assert cell is None or type(cell) is KINDS[kind], (device.key, name)
        assert len(keys) == len(set(keys)), device.key


def test_moments_lie_in_the_past() -> None:
    now = at(WEDNESDAY, 9)
    for device in school().devices:
        for row in (*rows("updates", device, now), *rows("backups", device, now)):
            assert all(cell <= now for name, cell in row.items() if name.endswith("_ms") and cell is not None)


def test_a_dead_clock_battery_shows_in_the_time_of_the_start() -> None:
    (ill,) = rows("os", machine("t105-pc01"), at(TUESDAY, 9))
    (well,) = rows("os", machine("h112-pc01"), at(TUESDAY, 9))
    assert well["boot_time_ms"] - ill["boot_time_ms"] > 1000 * 86_400_000


def test_a_disk_whose_counts_rise_still_calls_itself_well() -> None:
    device = machine("m103-pc01")
    assert [row["verdict"] for row in rows("disk_health", device, at(TUESDAY, 11))] == ["passed"]


def test_late_updates_pile_up() -> None:
    before, after = (rows("updates", machine("h203-pc01"), at(TUESDAY, 9) + days * 86_400_000)[0] for days in (0, 20))
    assert after["pending"] > before["pending"] > 6
    assert after["last_success_ms"] == before["last_success_ms"]
    assert before["pending_security"] > 0
