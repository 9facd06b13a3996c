"""The batteries of a Linux computer."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.power_supply import _WANTED, Battery, batteries, battery

THINKPAD = {
    "type": "Battery",
    "present": "1",
    "status": "Discharging",
    "manufacturer": "SANYO",
    "model_name": "45N1773",
    "technology": "Li-ion",
    "cycle_count": "312",
    "capacity": "84",
    "energy_full_design": "23200000",
    "energy_full": "18560000",
}


def supply(folder: Path, name: str, facts: dict[str, str]) -> None:
    (folder / name).mkdir()
    for file, content in facts.items():
        (folder / name / file).write_text(content + "\n")


def test_energy_is_told_in_milliwatt_hours(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", THINKPAD)
    supply(tmp_path, "AC", {"type": "Mains", "online": "0"})

    assert list(batteries(tmp_path)) == [
        Battery("BAT0", "SANYO", "45N1773", "Li-ion", 23_200, 18_560, 312, 84.0, plugged=False, health_percent=80.0)
    ]


def test_charge_becomes_energy_by_the_designed_voltage() -> None:
    facts = {"charge_full_design": "4400000", "charge_full": "3300000", "voltage_min_design": "11100000"}
    one = battery("BAT1", facts, None)

    assert (one.design_mwh, one.full_mwh, one.health_percent) == (48_840, 36_630, 75.0)


def test_without_a_designed_voltage_the_health_is_known_and_the_energy_is_not() -> None:
    one = battery("BAT1", {"charge_full_design": "4400000", "charge_full": "3300000"}, None)

    assert (one.design_mwh, one.health_percent) == (None, 75.0)


@pytest.mark.parametrize(
    "facts",
    [
        {"type": "Battery", "scope": "Device"},
        {"type": "Battery", "present": "0"},
        {"type": "UPS"},
        {"type": "Mains", "online": "1"},
    ],
)
def test_mice_empty_bays_and_chargers_are_no_batteries(tmp_path: Path, facts: dict[str, str]) -> None:
    supply(tmp_path, "hid-1", facts)

    assert list(batteries(tmp_path)) == []


def test_a_maker_who_says_nothing_is_nobody() -> None:
    one = battery("BAT0", {"manufacturer": "To Be Filled By O.E.M.", "model_name": "", "technology": "Unknown"}, None)

    assert (one.maker, one.model, one.technology) == (None, None, None)


def test_the_number_on_the_battery_is_never_read(tmp_path: Path) -> None:
    supply(tmp_path, "BAT0", THINKPAD | {"serial_number": "E337", "uevent": "POWER_SUPPLY_SERIAL_NUMBER=E337"})

    assert "serial_number" not in _WANTED
    assert "E337" not in str(list(batteries(tmp_path)))


@pytest.mark.parametrize(("full", "design"), [("0", "50000000"), ("50000000", "0"), ("99000000", "100"), ("-1", "x")])
def test_a_health_that_cannot_be_is_not_told(full: str, design: str) -> None:
    assert battery("BAT0", {"energy_full": full, "energy_full_design": design}, None).health_percent is None


@pytest.mark.parametrize(
    ("state", "plugged"), [("Charging", True), ("Not charging", True), ("Discharging", False), ("Unknown", None)]
)
def test_without_a_charger_in_the_list_the_battery_tells_whether_it_is_fed(state: str, plugged: bool | None) -> None:  # noqa: FBT001 - a row of the table above
    assert battery("BAT0", {"status": state}, None).plugged is plugged


@given(st.dictionaries(st.sampled_from(_WANTED), st.text()))
def test_rubbish_is_survived(facts: dict[str, str]) -> None:
    one = battery("BAT0", facts, None)
    assert one.health_percent is None or 0 < one.health_percent <= 150
    assert one.charge_percent is None or 0 <= one.charge_percent <= 100


def test_no_folder_no_battery(tmp_path: Path) -> None:
    assert list(batteries(tmp_path / "none")) == []
