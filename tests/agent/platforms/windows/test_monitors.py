"""Screens by the registry and WMI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.windows import monitors
from schoolwacht_agent.platforms.windows.wmi_value import Row, Value

SCREEN: dict[str, Value] = {
    "InstanceName": r"DISPLAY\DEL40A1\5&1a2b&0&UID256_0",
    "Active": "TRUE",
    "ManufacturerName": ("68", "69", "76", "0"),
    "ProductCodeID": ("52", "48", "65", "49", "0"),
    "SerialNumberID": ("83", "49", "50", "0"),
    "UserFriendlyName": ("85", "50", "52", "0"),
    "WeekOfManufacture": "12",
    "YearOfManufacture": "2021",
}


def block() -> bytes:
    data = bytearray(b"\0\xff\xff\xff\xff\xff\xff\0" + bytes(120))
    data[8:12] = b"\x10\xac\xa1\x40"
    data[16:20] = bytes((12, 31, 1, 4))
    data[127] = -sum(data) % 256
    return bytes(data)


def test_a_screen_is_told_by_wmi() -> None:
    one = monitors.by_wmi(SCREEN)

    assert one is not None
    assert (one.maker_code, one.product_code, one.name, one.serial) == ("DEL", 0x40A1, "U24", "S12")
    assert (one.year, one.week) == (2021, 12)


def test_its_edid_goes_first() -> None:
    hexed = ",".join(f"{byte:02x}" for byte in block())
    path = f"HKEY_LOCAL_MACHINE\\{monitors.DISPLAY}\\DEL40A1\\5&1a2b&0&UID256\\Device Parameters"
    blocks = monitors.blocks(machine(f'[{path}]\n"EDID"=hex:{hexed}\n')(monitors.DISPLAY))

    assert list(blocks) == [r"display\del40a1\5&1a2b&0&uid256"]
    (one,) = monitors.monitors([SCREEN], blocks)
    assert (one.maker_code, one.product_code, one.year, one.digital) == ("DEL", 0x40A1, 2021, False)


def test_a_broken_edid_leaves_what_wmi_says() -> None:
    (one,) = monitors.monitors([SCREEN], {monitors.device_of(SCREEN): b"\0\xff"})

    assert one.serial == "S12"


def test_a_screen_that_is_switched_away_is_not_there() -> None:
    assert monitors.monitors([SCREEN | {"Active": "FALSE"}], {}) == ()


def test_the_name_of_a_device_tells_maker_and_model() -> None:
    one = monitors.by_device({"PNPDeviceID": r"DISPLAY\SAM0255\4&1&0&UID0"})

    assert one is not None
    assert (one.maker_code, one.product_code) == ("SAM", 0x255)
    assert monitors.by_device({"PNPDeviceID": r"DISPLAY\DEFAULT_MONITOR\4&1"}) is None


@settings(max_examples=100)
@given(st.lists(rows_with(*monitors.COLUMNS, "PNPDeviceID"), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    monitors.monitors(rows, {})
    assert monitors.blocks(None) == {}
