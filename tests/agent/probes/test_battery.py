"""How full the batteries are."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.power_supply import Battery
from schoolwacht_agent.probe import NoData, Reading, Row
from schoolwacht_agent.probes.battery import PROBE, findings, look


def test_a_battery_is_a_row_and_its_numbers() -> None:
    found = list(findings([Battery("BAT0", "SANYO", None, "Li-ion", 23_200, 18_560, 312, 84.0, True, 80.04)]))
    rows = [one for one in found if isinstance(one, Row)]
    numbers = {one.gauge.name: one.value for one in found if isinstance(one, Reading)}

    assert rows[0].cells["full_mwh"] == 18_560
    assert rows[0].cells["health_percent"] == 80.0
    assert numbers == {
        "battery.charge_percent": 84.0,
        "battery.health_percent": 80.0,
        "battery.cycles": 312,
        "battery.plugged": 1,
    }


def test_what_a_battery_does_not_say_is_not_sent() -> None:
    assert [one for one in findings([Battery("BAT0")]) if isinstance(one, Reading)] == []


def test_a_battery_that_was_taken_out_leaves_no_row(tmp_path: Path) -> None:
    assert look(tmp_path) == []


def test_a_system_without_the_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(NoData):
        look(tmp_path / "none")


def test_no_number_of_a_battery_is_declared() -> None:
    (table,) = (thing for thing in PROBE.emits if thing.name == "batteries")

    assert "serial" not in getattr(table, "columns", {})
