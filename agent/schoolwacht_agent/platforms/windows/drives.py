r"""Disks out of Win32_DiskDrive and MSFT_PhysicalDisk.

The first knows every disk but calls SATA and NVMe alike SCSI; the second (root\Microsoft\Windows\Storage, since
Windows 8) knows bus, medium and the true size. They are joined by the number behind PHYSICALDRIVE.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from schoolwacht_agent.platforms.machine_parts import DiskDrive
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, number_of, numbers_of, told_of

COLUMNS = (
    "DeviceID",
    "Index",
    "Model",
    "Manufacturer",
    "SerialNumber",
    "Size",
    "InterfaceType",
    "PNPDeviceID",
    "Capabilities",
    "MediaType",
    "MediaLoaded",
    "FirmwareRevision",
)
PHYSICAL = (
    "DeviceId",
    "FriendlyName",
    "Model",
    "Manufacturer",
    "SerialNumber",
    "AdapterSerialNumber",
    "Size",
    "BusType",
    "MediaType",
    "SpindleSpeed",
    "FirmwareVersion",
    "HealthStatus",
    "OperationalStatus",
    "UniqueId",
)
# MSFT_PhysicalDisk.BusType
BUSES = {1: "scsi", 2: "atapi", 3: "ide", 4: "firewire", 5: "ssa", 6: "fc", 7: "usb", 8: "raid", 9: "iscsi"}
BUSES |= {10: "sas", 11: "sata", 12: "sd", 13: "mmc", 14: "virtual", 15: "virtual", 16: "storage spaces", 17: "nvme"}
BUSES |= {18: "nvdimm", 19: "ufs"}
_NVME = 17
_ROTATIONAL = {3: True, 4: False, 5: False}  # MSFT_PhysicalDisk.MediaType: HDD, SSD, storage class memory
_REMOVABLE = 7  # Win32_DiskDrive.Capabilities: "Supports Removable Media"
_UNKNOWN_SPEED = 0xFFFFFFFF
_PRETENDED = re.compile(r"VMWARE|QEMU|VBOX|VIRTUAL[_ ]|REDHAT|VIRTIO|XEN|MSFT", re.IGNORECASE)
_SWAPPED = re.compile(r"(?:[0-9A-Fa-f]{2}){20}")
_NAMESPACE = re.compile(r"\s*_\d{4}\.?$")


def drives(win32: Iterable[Row] | None, physical: Iterable[Row] | None = None) -> tuple[DiskDrive, ...]:
    """Every disk with a medium in it, in order of its number."""
    more = {number: row for row in physical or () if (number := number_of(row, "DeviceId")) is not None}
    found: dict[int, DiskDrive] = {}
    for row in win32 or ():
        number = index_of(row)
        if number is not None and (one := drive(row, more.get(number))):
            found[number] = one
    for number, row in more.items():
        if number not in found and (one := drive({}, row)):
            found[number] = one
    return tuple(found[number] for number in sorted(found))


def drive(row: Row, physical: Row | None = None) -> DiskDrive | None:
    """One disk; None for a reader without a card in it, and for what has no number."""
    physical = physical or {}
    number = index_of(row)
    number = number_of(physical, "DeviceId") if number is None else number
    size = number_of(physical, "Size") or number_of(row, "Size")
    if number is None or not size or flag_of(row, "MediaLoaded") is False:
        return None
    maker = told_of(physical, "Manufacturer") or told_of(row, "Manufacturer")
    return DiskDrive(
        name=f"PhysicalDrive{number}",
        model=told_of(physical, "Model") or told_of(row, "Model") or told_of(physical, "FriendlyName"),
        # "(Standard disk drives)", in the language of the system, is the name of the driver's package.
        maker=None if maker and maker.startswith("(") else maker,
        serial=_serial(row, physical),
        size=size,
        bus=bus(row, physical),
        rotational=rotational(physical),
        removable=_removable(row),
        firmware=told_of(physical, "FirmwareVersion") or told_of(row, "FirmwareRevision"),
    )


def index_of(row: Row) -> int | None:
    r"""The number behind `\\.\PHYSICALDRIVE`."""
    number = number_of(row, "Index")
    if number is not None:
        return number
    digits = line_of(row, "DeviceID").upper().rpartition("PHYSICALDRIVE")[2]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 6 else None  # noqa: PLR2004 - no machine has so many


def bus(row: Row, physical: Row) -> str | None:
    """What it hangs on; without MSFT_PhysicalDisk only what the name of the device gives away."""
    device = line_of(row, "PNPDeviceID").upper()
    if device.startswith("SCSI\\") and _PRETENDED.search(device):
        return "virtual"
    return BUSES.get(number_of(physical, "BusType") or 0) or _guessed(device, line_of(row, "InterfaceType").upper())


def _guessed(device: str, kind: str) -> str | None:
    if device.startswith("USBSTOR\\") or kind == "USB":
        return "usb"
    if "VEN_NVME" in device:
        return "nvme"
    if device.startswith("IDE\\") or kind in {"IDE", "HDC"}:
        return "ide"
    if device.startswith(("SD\\", "SDBUS\\")):
        return "sd"
    return "firewire" if kind == "1394" else None


def rotational(physical: Row) -> bool | None:
    """Whether it has turning platters. A virtual disk does not say, and 0 turns alone mean nothing."""
    known = _ROTATIONAL.get(number_of(physical, "MediaType") or 0)
    speed = number_of(physical, "SpindleSpeed")
    return True if known is None and speed and speed < _UNKNOWN_SPEED else known


def _removable(row: Row) -> bool | None:
    can = numbers_of(row, "Capabilities")
    return _REMOVABLE in can if can else None


def _serial(row: Row, physical: Row) -> str | None:
    """The maker's number. For NVMe Windows puts the identifier of the namespace in its place; the adapter has it."""
    if number_of(physical, "BusType") == _NVME and (adapter := told_of(physical, "AdapterSerialNumber")):
        return told(_NAMESPACE.sub("", adapter))
    return told(unswapped(line_of(physical, "SerialNumber") or line_of(row, "SerialNumber")))


def unswapped(said: str) -> str:
    """Windows Vista and 7 tell an ATA serial number in hex, each pair of letters turned about (ATA8-ACS, word 10)."""
    if not _SWAPPED.fullmatch(said):
        return said
    stored = bytes.fromhex(said)
    turned = bytes(stored[place ^ 1] for place in range(len(stored)))
    return turned.decode("ascii").strip() if all(32 <= byte < 127 for byte in turned) else said  # noqa: PLR2004 - printable
