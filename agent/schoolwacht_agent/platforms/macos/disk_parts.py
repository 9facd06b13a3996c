"""Disks with a medium in them, out of every data type that lists what holds one.

SATA, NVMe, old parallel ATA, SCSI and SAS, USB, FireWire and card readers print alike: the whole medium has a BSD
name without a slice (disk0, not disk0s1). Since 10.11 USB devices and card readers keep it one level below, under
"Media". Optical drives are no disks, even with a disc in them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schoolwacht_agent.platforms.machine_parts import DiskDrive
from schoolwacht_agent.platforms.macos.profile import Item, Profile, folded
from schoolwacht_agent.platforms.macos.quantities import disk_bytes, yes
from schoolwacht_agent.platforms.placeholders import told

BUSES = {
    "SPNVMeDataType": "nvme",
    "SPSerialATADataType": "sata",
    "SPParallelATADataType": "ide",
    "SPSASDataType": "sas",
    "SPParallelSCSIDataType": "scsi",
    "SPUSBDataType": "usb",
    "SPUSBHostDataType": "usb",
    "SPFireWireDataType": "firewire",
    "SPThunderboltDataType": "thunderbolt",
    "SPCardReaderDataType": "mmc",
}
MOST = 256
_WHOLE_DISK = re.compile(r"disk\d{1,4}")
_OPTICAL = re.compile(r"\bDVD|\bCD[-+ ]?R|CD-ROM|\bBD[-+ ]?R|SuperDrive|\boptical\b", re.IGNORECASE)
_MODELS = ("devicemodel", "model")
_SERIALS = ("deviceserial", "serialnumber", "serialnum", "dserialnum", "spcardreaderserialnumber")
_MAKERS = ("manufacturer", "fmanufacturer", "devicemanufacturer")
_REVISIONS = ("devicerevision", "revision", "bcddevice", "cbcddevice", "version", "spfwproductrevisionlevel")
_VOLUMES = ("volumes", "volumesanonymous", "partitions")


def disks(profile: Profile) -> tuple[DiskDrive, ...] | None:
    """Every disk once; None when no section that could list one was printed."""
    if profile.items(*BUSES) is None:
        return None
    found: dict[str, DiskDrive] = {}
    for section in profile.sections:
        if section.kind in BUSES:
            for top in section.items:
                for disk in _of(top, BUSES[section.kind]):
                    found.setdefault(disk.name, disk)
    return tuple(found.values())[:MOST]


def _of(top: Item, bus: str) -> Iterator[DiskDrive]:
    for line in lines(top):
        item, above = line[-1], line[-2::-1]
        bsd = item.get("bsdname")
        if _WHOLE_DISK.fullmatch(bsd) and not is_bus(item) and not optical(item) and not any(map(optical, above[:1])):
            yield _disk(bsd, [item, *(one for one in above if not is_bus(one))], bus)


def lines(top: Item) -> Iterator[list[Item]]:
    """Everything with what it lies in before it; what is a volume is left out."""
    waiting = [[top]]
    while waiting:
        line = waiting.pop()
        yield line
        waiting.extend([*line, child] for child in reversed(line[-1].children) if folded(child.name) not in _VOLUMES)


def is_bus(item: Item) -> bool:
    """A controller: some print the name of the disk that hangs on them as if it were their own."""
    return bool(item.get("hostcontroller", "pcidevice", "spsatavendor", "spsataproduct", "pcideviceid"))


def optical(item: Item) -> bool:
    """A drive for discs, by its name, its protocol or the disc in it."""
    names = f"{item.name} {item.get(*_MODELS)}"
    if _OPTICAL.search(names) or item.get("protocol").casefold() == "atapi" or item.get("burnsupport"):
        return True
    return any(volume.get("opticalmediatype") for child in item.children for volume in (child, *child.children))


def _disk(bsd: str, line: list[Item], bus: str) -> DiskDrive:
    """Of the medium, and where it does not say, of what it lies in."""
    item = line[0]
    size = disk_bytes(item.get("sizeinbytes")) or disk_bytes(item.get("size", "capacity"))
    owner = next((one for one in line if one.get(*_SERIALS, *_MAKERS, *_MODELS)), item)
    model = told(next((value for one in line if (value := one.get(*_MODELS))), owner.name))
    return DiskDrive(
        name=bsd,
        model=None if model is not None and model.startswith("0x") else model,
        maker=told(owner.get(*_MAKERS)),
        serial=told(next((value for one in line if (value := one.get(*_SERIALS))), "")),
        size=size,
        bus=bus,
        rotational=_rotational(item, bus),
        removable=next((flag for one in line if (flag := yes(one.get("removablemedia"))) is not None), None),
        firmware=told(next((value for one in line if (value := one.get(*_REVISIONS))), "")),
    )


def _rotational(item: Item, bus: str) -> bool | None:
    kind = item.get("spsatamediumtype", "mediumtype").casefold()
    if "solid" in kind or "ssd" in kind or bus in ("nvme", "mmc"):
        return False
    return True if "rotational" in kind else None
