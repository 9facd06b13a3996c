"""Graphics cards by WMI and the registry."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.machine_parts import GraphicsCard
from schoolwacht_agent.platforms.windows import graphics
from schoolwacht_agent.platforms.windows.wmi_value import Row

CARD = {"Name": "Acme RTX", "AdapterCompatibility": "Acme", "AdapterRAM": "-1048576", "DriverVersion": "31.0"}
CLASS = f"[HKEY_LOCAL_MACHINE\\{graphics.DISPLAY_CLASS}\\0000]\n"


def test_four_gibibytes_and_more_are_told_by_the_registry_only() -> None:
    text = CLASS + '"DriverDesc"="Acme RTX"\n"HardwareInformation.qwMemorySize"=hex(b):00,00,00,00,02,00,00,00\n'
    sizes = graphics.sizes(machine(text)(graphics.DISPLAY_CLASS))

    assert graphics.cards([CARD]) == (GraphicsCard("Acme RTX", "Acme", None, "31.0"),)
    assert graphics.cards([CARD], sizes) == (GraphicsCard("Acme RTX", "Acme", 8 << 30, "31.0"),)


def test_older_drivers_write_four_bytes() -> None:
    text = CLASS + '"DriverDesc"="Acme HD"\n"HardwareInformation.MemorySize"=hex:00,00,00,40\n'

    assert graphics.sizes(machine(text)(graphics.DISPLAY_CLASS)) == {"Acme HD": 1 << 30}
    assert graphics.sizes(None) == {}


def test_a_screen_over_the_network_is_no_card() -> None:
    assert graphics.cards([CARD | {"PNPDeviceID": r"SWD\REMOTEDISPLAYENUM\1"}, {"AdapterRAM": "1"}]) == ()


@settings(max_examples=100)
@given(st.lists(rows_with(*graphics.COLUMNS), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    graphics.cards(rows)
