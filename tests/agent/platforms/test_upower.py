"""Batteries as UPower tells them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.upower import blocks, devices, packs

BATTERY = """  native-path:          BAT0
  vendor:               MAKER
  model:                CELL 45
  serial:               1234
  power supply:         yes
  has history:          yes
  battery
    present:             yes
    state:               charging
    energy:              36.5 Wh
    energy-full:         40,5 Wh
    energy-full-design:  45 Wh
    charge-cycles:       123
    percentage:          90%
    capacity:            90%
    technology:          lithium-ion
  History (charge):
    1715000000\t90.000\tcharging
"""
MOUSE = """Device: /org/freedesktop/UPower/devices/mouse_hidpp_battery_0
  native-path:          hidpp_battery_0
  power supply:         no
  mouse
    present:             yes
"""


def test_a_battery_is_described() -> None:
    (one,) = packs(BATTERY)

    assert (one.pack.name, one.pack.maker, one.pack.model, one.pack.serial) == ("BAT0", "MAKER", "CELL 45", "1234")
    assert (one.pack.design_mwh, one.pack.full_mwh, one.pack.cycles) == (45_000, 40_500, 123)
    assert (one.state, one.charge_percent, one.health_percent) == ("charging", 90, 90)


def test_only_batteries_of_the_computer_count() -> None:
    display = (
        "Device: /org/freedesktop/UPower/devices/DisplayDevice\n  power supply: yes\n  battery\n    present: yes\n"
    )
    first = "Device: /org/freedesktop/UPower/devices/battery_BAT0\n"
    dump = f"{first}{BATTERY}\n{MOUSE}\n{display}\nDaemon:\n  on-battery: no\n"

    assert [one.pack.name for one in packs(dump)] == ["BAT0"]
    assert [one.why_not for one in blocks(dump)] == [None, "no_battery", "sum_of_others"]


def test_a_pen_with_a_battery_is_a_peripheral() -> None:
    assert blocks(MOUSE.replace("  mouse\n", "  battery\n"))[0].why_not == "peripheral"


def test_an_empty_bay_is_no_battery() -> None:
    assert packs(BATTERY.replace("present:             yes", "present:             no")) == []


def test_a_count_of_cycles_that_is_not_available_is_none() -> None:
    assert packs(BATTERY.replace("123", "N/A"))[0].pack.cycles is None


def test_the_list_of_devices_is_read() -> None:
    assert devices("/org/freedesktop/UPower/devices/battery_BAT0\nrubbish\n") == ["battery_BAT0"]


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(BATTERY)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, BATTERY[:at] + text + BATTERY[at:]):
        packs(spoilt)
        devices(spoilt)


def test_recordings_of_lists_name_their_batteries() -> None:
    texts = [file.read_text() for file in recordings("generic/batteries/upower")]
    lists = [text for text in texts if text.startswith("/org/freedesktop")]
    assert all(any(name.startswith("battery_") for name in devices(text)) for text in lists)
