"""Disks by WMI."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import DiskDrive
from schoolwacht_agent.platforms.windows import drives
from schoolwacht_agent.platforms.windows.wmi_value import Row, Value

DRIVE: dict[str, Value] = {
    "DeviceID": r"\\.\PHYSICALDRIVE0",
    "Model": "Acme NVMe 256GB",
    "Manufacturer": "(Standaardstations)",
    "SerialNumber": "AAAA_BBBB_CCCC_DDDD.",
    "Size": "256052966400",
    "InterfaceType": "SCSI",
    "PNPDeviceID": r"SCSI\DISK&VEN_NVME&PROD_ACME\5&1&0&000000",
    "Capabilities": ("3", "4"),
    "MediaLoaded": "TRUE",
}
PHYSICAL = {
    "DeviceId": "0",
    "BusType": "17",
    "MediaType": "4",
    "Size": "256060514304",
    "AdapterSerialNumber": "ACME123          _0001",
    "FirmwareVersion": "F1",
}


def test_two_classes_make_one_disk() -> None:
    assert drives.drives([DRIVE], [PHYSICAL]) == (
        DiskDrive(
            "PhysicalDrive0",
            "Acme NVMe 256GB",
            None,
            "ACME123",
            256_060_514_304,
            "nvme",
            rotational=False,
            removable=False,
            firmware="F1",
        ),
    )


def test_either_class_alone_is_enough() -> None:
    assert drives.drives([DRIVE])[0].bus == "nvme"
    assert drives.drives([DRIVE])[0].rotational is None
    assert drives.drives(None, [PHYSICAL])[0].serial == "ACME123"


@pytest.mark.parametrize(
    ("device", "interface", "bus"),
    [
        (r"USBSTOR\DISK&VEN_ACME", "USB", "usb"),
        (r"IDE\DISKACME", "IDE", "ide"),
        (r"SCSI\DISK&VEN_VMWARE&PROD_VIRTUAL_DISK\5", "SCSI", "virtual"),
        (r"SCSI\DISK&VEN_ACME", "SCSI", None),
        (r"SD\DISK&GENERIC", "", "sd"),
    ],
)
def test_the_name_of_a_device_tells_its_bus(device: str, interface: str, bus: str | None) -> None:
    assert drives.bus({"PNPDeviceID": device, "InterfaceType": interface}, {}) == bus


def test_a_card_reader_without_a_card_is_no_disk() -> None:
    assert drives.drives([{"DeviceID": r"\\.\PHYSICALDRIVE1", "Model": "Reader"}]) == ()
    assert drives.drives([DRIVE | {"MediaLoaded": "FALSE"}]) == ()


def test_no_turns_do_not_make_a_solid_state_disk() -> None:
    assert drives.rotational({"MediaType": "0", "SpindleSpeed": "0"}) is None
    assert drives.rotational({"MediaType": "0", "SpindleSpeed": "4294967295"}) is None
    assert drives.rotational({"MediaType": "0", "SpindleSpeed": "7200"}) is True


def test_an_old_windows_turns_serial_numbers_about() -> None:
    stored = bytes(b"DWA-MC1234567".ljust(20))
    turned = bytes(stored[place ^ 1] for place in range(20))

    assert drives.unswapped(turned.hex()) == "DWA-MC1234567"
    assert drives.unswapped("6177c38f910a83560899e28ee97c6204") == "6177c38f910a83560899e28ee97c6204"


@settings(max_examples=100)
@given(st.lists(rows_with(*drives.COLUMNS), max_size=3), st.lists(rows_with(*drives.PHYSICAL), max_size=3))
def test_rubbish_is_survived(rows: list[Row], physical: list[Row]) -> None:
    found = drives.drives(rows, physical)
    assert len({one.name for one in found}) == len(found)
