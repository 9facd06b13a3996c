"""Batteries by WMI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import Pack
from schoolwacht_agent.platforms.windows import batteries
from schoolwacht_agent.platforms.windows.wmi_value import Row

STATIC = {
    "InstanceName": r"ACPI\PNP0C0A\1_0",
    "DeviceName": "ACME 45",
    "ManufactureName": "Acme",
    "SerialNumber": "123",
    "DesignedCapacity": "45000",
    "Chemistry": str(int.from_bytes(b"LION", "little")),
}


def test_three_classes_of_the_driver_make_one_pack() -> None:
    found = batteries.packs(
        [STATIC],
        [{"InstanceName": r"acpi\pnp0c0a\1_0", "FullChargedCapacity": "31000"}],
        [{"InstanceName": STATIC["InstanceName"], "CycleCount": "412"}],
    )

    assert found == (Pack("battery 0", "Acme", "ACME 45", "123", "Lithium-ion", 45_000, 31_000, 412),)


def test_no_cycles_mean_that_nobody_counts_them() -> None:
    assert (
        batteries.packs([STATIC], [], [{"InstanceName": STATIC["InstanceName"], "CycleCount": "0"}])[0].cycles is None
    )


def test_without_its_driver_windows_shows_little() -> None:
    assert batteries.packs([], win32=[{"Name": "ACME 45", "Chemistry": "6"}]) == (
        Pack("battery 0", model="ACME 45", chemistry="Lithium-ion"),
    )


@settings(max_examples=100)
@given(st.lists(rows_with(*batteries.STATIC, *batteries.WIN32), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    batteries.packs(rows, rows, rows, rows)
    batteries.packs([], win32=rows)
