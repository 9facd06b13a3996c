"""The registry of devices, as text and as property list."""

from __future__ import annotations

import plistlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import ioreg, ioreg_parts
from schoolwacht_agent.platforms.macos.ioreg import NoRegistry
from schoolwacht_agent.platforms.macos.ioreg_values import parse_value

TEXT = """\
+-o Root  <class IORegistryEntry, id 0x100000100, retain 13>
  +-o Mac99,9  <class IOPlatformExpertDevice, id 0x100000110, registered, matched, active, busy 0 (1 ms), retain 2>
    | {
    |   "IOPlatformSerialNumber" = "C02TEST00001"
    |   "IOPlatformUUID" = "01234567-89AB-CDEF-0123-456789ABCDEF"
    |   "model" = <"Mac99,9">
    |   "manufacturer" = <"Apple Inc.">
    | }
    |
    +-o Mouse@1d200000  <class IOUSBHostDevice, id 0x100000227, registered, matched, active, busy 0 (6 ms), retain 1>
    | {
    |   "idVendor" = 1452
    |   "idProduct" = 772
    |   "USB Product Name" = "Test Mouse"
    |   "locationID" = 488636416
    |   "bDeviceClass" = 0
    | }
    +-o AppleSmartBattery  <class AppleSmartBattery, id 0x1, registered>
      {
        "DesignCapacity" = 5000
        "AppleRawMaxCapacity" = 4000
        "MaxCapacity" = 80
        "Voltage" = 11900
        "CycleCount" = 12
      }
"""


def test_the_tree_gives_names_classes_places_and_depth() -> None:
    entries = ioreg.read(TEXT.encode())

    assert [(entry.name, entry.kind, entry.place, entry.depth) for entry in entries] == [
        ("Root", "IORegistryEntry", "", 0),
        ("Mac99,9", "IOPlatformExpertDevice", "", 1),
        ("Mouse", "IOUSBHostDevice", "1d200000", 2),
        ("AppleSmartBattery", "AppleSmartBattery", "", 2),
    ]


def test_computer_mouse_and_battery_are_found() -> None:
    _, computer, mouse, battery = ioreg.read(TEXT.encode())

    machine = ioreg_parts.computer(computer)
    assert machine is not None
    assert (machine.serial, machine.model, machine.maker) == ("C02TEST00001", "Mac99,9", "Apple Inc.")
    thing = ioreg_parts.usb(mouse)
    assert thing is not None
    assert (thing.name, thing.vendor_id, thing.location) == ("Test Mouse", 1452, "0x1d200000")
    pack = ioreg_parts.battery(battery)
    assert pack is not None
    assert (pack.design_mwh, pack.full_mwh, pack.cycles) == (57000, 45600, 12)


def test_the_property_list_gives_the_same() -> None:
    mouse = {"IORegistryEntryName": "Mouse", "IOObjectClass": "IOUSBDevice", "idVendor": 1, "idProduct": 2}
    root = {"IORegistryEntryName": "Root", "IOObjectClass": "IORegistryEntry", "IORegistryEntryChildren": [mouse]}

    entries = ioreg.read(plistlib.dumps([root]))

    assert [(entry.name, entry.depth) for entry in entries] == [("Root", 0), ("Mouse", 1)]
    assert ioreg_parts.usb(entries[1]) is not None


def test_a_screen_of_apple_silicon_by_its_attributes() -> None:
    line = (
        '"DisplayAttributes" = {"ProductAttributes"={"ManufacturerID"="DEL","ProductName"="TEST 24","ProductID"=53496,'
        '"AlphanumericSerialNumber"="ABC1","YearOfManufacture"=2021},"MaxHorizontalImageSize"=53}'
    )
    (entry,) = ioreg.read(f"+-o Pipe  <class AppleCLCD2, id 0x1>\n    {{\n      {line}\n    }}\n".encode())

    screen = ioreg_parts.monitor(entry)

    assert screen is not None
    assert (screen.maker_code, screen.name, screen.serial, screen.width_mm) == ("DEL", "TEST 24", "ABC1", 530)


def test_a_pipe_without_a_screen_and_a_broken_edid_are_no_screens() -> None:
    for value in ('DisplayAttributes" = {}', 'IODisplayEDID" = <00ff>'):
        (entry,) = ioreg.read(f'+-o P  <class X, id 1>\n  {{\n    "{value}\n  }}\n'.encode())

        assert ioreg_parts.monitor(entry) is None


def test_values_on_one_line() -> None:
    assert parse_value('{"a"=1,"b"=(Yes,<0a1b>,"x, y"),"c"={"d"="e"}}') == {
        "a": 1,
        "b": [True, b"\n\x1b", "x, y"],
        "c": {"d": "e"},
    }
    assert parse_value('{"a"={"b"=') == {"a": {}}
    assert parse_value("(" * 10_000) is not None
    assert parse_value("18446744073709551615") == 2**64 - 1


@pytest.mark.parametrize("content", [b"", b"hello", b"<plist><array/></plist>", b"<plist><dict/></plist>"])
def test_what_is_no_registry_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NoRegistry):
        ioreg.read(content)


@settings(max_examples=100)
@given(st.text(max_size=200), st.integers(0, len(TEXT)))
def test_any_text_is_read_or_refused(noise: str, at: int) -> None:
    parse_value(noise)
    parse_value("{" + noise)
    try:
        entries = ioreg.read((TEXT[:at] + noise + TEXT[at:]).encode("utf-8", errors="replace"))
    except NoRegistry:
        return
    for entry in entries:
        for reader in (ioreg_parts.computer, ioreg_parts.usb, ioreg_parts.monitor, ioreg_parts.battery):
            reader(entry)
