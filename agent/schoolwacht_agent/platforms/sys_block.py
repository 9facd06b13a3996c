"""The disks of a Linux computer, from /sys/block (the kernel's Documentation/ABI/stable/sysfs-block).

Only what has a device behind it is a disk: loop devices, memory disks, RAID sets and logical volumes have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import udev
from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_SECTOR = 512  # sysfs counts in these, whatever the disk's own sectors are
# Optical and floppy drives, and the small hidden parts of flash chips.
_NO_DISK = re.compile(r"(sr|scd|fd)\d+|mmcblk\d+(boot\d+|rpmb|gp\d+)")

_VIRTUAL = re.compile(r"virtio\d+|vbd-\d+|VMBUS:|vmbus_\d+")
_USB = re.compile(r"usb\d+")
_BUSES = (
    (re.compile(r"ata\d+$"), "sata"),
    (re.compile(r"session\d+$"), "iscsi"),
    (re.compile(r"end_device-|port-\d+:\d+$"), "sas"),
    (re.compile(r"rport-"), "fibre channel"),
    (re.compile(r"fw\d+"), "firewire"),
    (re.compile(r"ide\d+$"), "ide"),
)


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk; None where the kernel does not say."""

    name: str
    size: int
    model: str | None
    rotational: bool | None
    removable: bool | None
    maker: str | None = None
    serial: str | None = None
    bus: str | None = None
    firmware: str | None = None


def disks(folder: Path, udev_folder: Path = udev.FOLDER) -> Iterator[Disk]:
    """Every disk with a medium in it, by name. A folder that does not exist has none.

    Everything read was kept by the kernel or by udev when the disk appeared: no disk is asked, so none wakes up.
    """
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if _NO_DISK.fullmatch(entry.name) or not (entry / "device").exists() or _flag(entry / "hidden"):
            continue  # hidden: one of several ways to the same NVMe disk
        sectors = _line(entry / "size")
        size = int(sectors) * _SECTOR if sectors and sectors.isascii() and sectors.isdigit() else 0
        if size:  # a card reader without a card is no disk
            yield _disk(entry, size, udev.block(udev_folder, _line(entry / "dev") or ""))


def _disk(entry: Path, size: int, known: Mapping[str, str]) -> Disk:
    device = entry / "device"
    model = _line(device / "model") or _line(device / "name")
    if (whole := known.get("ID_MODEL", "").replace("_", " ")) and model and whole.startswith(model):
        model = whole  # SCSI has room for 16 letters of it
    serial = _line(device / "serial") or _line(entry / "serial") or _page_80(device) or known.get("ID_SERIAL_SHORT")
    maker = _line(device / "vendor")
    return Disk(
        name=entry.name,
        size=size,
        model=told(model) if model else None,
        rotational=_flag(entry / "queue" / "rotational"),
        removable=_flag(entry / "removable"),
        # "ATA" is what the kernel puts there for every SATA disk; a number is that of a virtual PCI device.
        maker=told(maker) if maker and maker != "ATA" and not maker.startswith("0x") else None,
        serial=told(serial) if serial else None,
        bus=bus(entry.name, _place(entry)),
        firmware=told(
            _line(device / "firmware_rev")
            or known.get("ID_REVISION")
            or _line(device / "rev")
            or _line(device / "fwrev")
            or ""
        )
        or None,
    )


def bus(name: str, place: tuple[str, ...]) -> str | None:
    """How a disk hangs on the computer, by its name and the folders of its place in /sys/devices."""
    if name.startswith(("vd", "xvd")) or any(_VIRTUAL.match(part) for part in place):
        return "virtual"
    if any(_USB.fullmatch(part) for part in place):
        return "usb"
    if name.startswith("nvme"):
        return "nvme"
    if name.startswith("mmcblk"):
        return "mmc"
    for pattern, word in _BUSES:
        if any(pattern.match(part) for part in place):
            return word
    return "scsi" if any(part.startswith("target") for part in place) else None


def _place(entry: Path) -> tuple[str, ...]:
    try:
        return entry.resolve().parts
    except (OSError, RuntimeError):
        return ()


def _page_80(device: Path) -> str | None:
    """Page 80h of SCSI's Vital Product Data (SPC-4, 7.8.15): four bytes of head, then the serial number."""
    try:
        page = (device / "vpd_pg80").read_bytes()[:256]
    except OSError:
        return None
    return page[4:].decode("ascii", errors="replace").strip(" \0") or None


def _line(file: Path) -> str | None:
    try:
        return file.read_bytes()[:256].decode("utf-8", errors="replace").strip()
    except OSError:
        return None


def _flag(file: Path) -> bool | None:
    return {"0": False, "1": True}.get(_line(file) or "")
