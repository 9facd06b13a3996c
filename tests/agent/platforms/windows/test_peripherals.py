"""Things plugged into a Windows machine."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import peripherals
from schoolwacht_agent.platforms.windows.peripherals import Peripheral
from schoolwacht_agent.platforms.windows.wmi_value import Row

MOUSE = {
    "Name": "HID mouse",
    "PNPDeviceID": r"HID\VID_046D&PID_C077\7&2BCD&0&0000",
    "PNPClass": "Mouse",
    "ConfigManagerErrorCode": "0",
}


def test_a_mouse_is_told_by_its_numbers() -> None:
    assert peripherals.peripherals([MOUSE]) == (
        Peripheral("mouse", "HID mouse", "usb", "046d", "c077", None, works=True),
    )


def test_what_only_says_usb_device_is_left_out_where_its_function_says_more() -> None:
    parent = {"Name": "USB device", "PNPDeviceID": r"USB\VID_046D&PID_C077\SERIAL7", "PNPClass": "USB"}

    assert [(one.kind, one.serial) for one in peripherals.peripherals([parent, MOUSE])] == [("mouse", "SERIAL7")]
    assert [one.kind for one in peripherals.peripherals([parent])] == ["usb"]


@pytest.mark.parametrize(
    ("device", "more", "reason"),
    [
        (r"PCI\VEN_8086&DEV_15F9\3&1", {"PNPClass": "Net"}, "built_in"),
        (r"USB\ROOT_HUB30\4&1", {}, "hub"),
        (r"USB\VID_8087&PID_0024\5&1", {"Service": "usbhub"}, "hub"),
        (r"USB\VID_046D&PID_C077\5&1", {"ConfigManagerErrorCode": "45"}, "gone"),
        (r"BTHENUM\{0000}\7", {"PNPClass": "HIDClass"}, "bluetooth_service"),
        ("", {}, "no_device"),
    ],
)
def test_what_nobody_plugged_in_has_a_reason(device: str, more: dict[str, str], reason: str) -> None:
    assert peripherals.peripheral({"Name": "x", "PNPDeviceID": device} | more) == reason


def test_names_that_people_give_are_not_kept() -> None:
    paired = {"Name": "Oortjes van Jan", "PNPDeviceID": r"BTHENUM\DEV_1\7", "PNPClass": "MEDIA"}
    phone = {"Name": "Telefoon van Jan", "PNPDeviceID": r"USB\VID_05AC&PID_12A8\0001", "PNPClass": "WPD"}

    assert [one.name for one in peripherals.peripherals([paired, phone])] == ["sound", "phone or player"]


def test_an_older_windows_names_the_class_by_its_guid() -> None:
    row = {"PNPDeviceID": r"USB\VID_046D&PID_C31C\5", "ClassGuid": "{4D36E96B-E325-11CE-BFC1-08002BE10318}"}

    assert peripherals.kind_of(row) == "keyboard"


@settings(max_examples=100)
@given(st.lists(rows_with(*peripherals.COLUMNS), max_size=4))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    peripherals.peripherals(rows)
