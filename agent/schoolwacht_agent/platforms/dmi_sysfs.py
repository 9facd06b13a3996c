"""Who made this computer, as its firmware says: the folder /sys/class/dmi/id of Linux.

The meaning of the files is SMBIOS's (DMTF DSP0134, tables for the structures 0 to 3). Serial numbers can be read by
root only; what cannot be read, or holds a maker's placeholder, has no value.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.smbios import uuids

if TYPE_CHECKING:
    from pathlib import Path

# DSP0134, "System Enclosure or Chassis Types"; 1 and 2 are "other" and "unknown".
_MOST_DIGITS = 9
_CHASSIS = {
    3: "desktop",
    4: "low profile desktop",
    5: "pizza box",
    6: "mini tower",
    7: "tower",
    8: "portable",
    9: "laptop",
    10: "notebook",
    11: "hand held",
    12: "docking station",
    13: "all in one",
    14: "sub notebook",
    15: "space-saving",
    16: "lunch box",
    17: "main server chassis",
    18: "expansion chassis",
    19: "sub chassis",
    20: "bus expansion chassis",
    21: "peripheral chassis",
    22: "raid chassis",
    23: "rack mount chassis",
    24: "sealed-case pc",
    25: "multi-system chassis",
    28: "blade",
    29: "blade enclosure",
    30: "tablet",
    31: "convertible",
    32: "detachable",
    33: "iot gateway",
    34: "embedded pc",
    35: "mini pc",
    36: "stick pc",
}
SHAPES = frozenset(_CHASSIS.values())
# Words in maker, model or firmware vendor that only a hypervisor writes there, and its name.
_HYPERVISORS = (
    ("vmware", "vmware"),
    ("virtualbox", "virtualbox"),
    ("innotek", "virtualbox"),
    ("microsoft corporation virtual machine", "hyper-v"),
    ("parallels", "parallels"),
    ("bhyve", "bhyve"),
    ("apple virtualization", "apple"),
    ("xen", "xen"),
    ("nutanix ahv", "ahv"),
    ("google compute engine", "kvm"),
    ("amazon ec2", "kvm"),
    ("openstack", "kvm"),
    ("ovirt", "kvm"),
    ("rhev", "kvm"),
    ("kvm", "kvm"),
    ("qemu", "kvm"),
    ("bochs", "bochs"),
)
_DATE = re.compile(r"(\d{2})/(\d{2})/((?:\d{2})?\d{2})", re.ASCII)
_FIRST_YEAR = 1980
"""SMBIOS before 2.3 writes two digits of the year; what would be older than this is of the next century."""


@dataclass(frozen=True, slots=True)
class Firmware:
    """What the firmware tells of the computer; None where it tells nothing."""

    maker: str | None = None
    model: str | None = None
    version: str | None = None
    serial: str | None = None
    chassis: str | None = None
    board_maker: str | None = None
    board: str | None = None
    board_serial: str | None = None
    firmware_maker: str | None = None
    firmware: str | None = None
    firmware_date: str | None = None
    family: str | None = None
    sku: str | None = None
    uuid: str | None = None
    asset_tag: str | None = None

    @property
    def hypervisor(self) -> str | None:
        """The program that pretends to be this computer, if the firmware gives it away."""
        text = " ".join(filter(None, (self.maker, self.model, self.board_maker, self.firmware_maker))).casefold()
        if (self.model or "").casefold().endswith(".metal"):  # a whole rented computer
            return None
        return next((name for words, name in _HYPERVISORS if re.search(rf"\b{words}\b", text)), None)


def read(folder: Path) -> Firmware:
    """Reads the folder; one that does not exist is a computer whose firmware tells nothing."""

    def value(name: str) -> str | None:
        try:
            return told((folder / name).read_bytes()[:4096].decode("utf-8", errors="replace"))
        except OSError:
            return None

    return Firmware(
        maker=value("sys_vendor"),
        model=value("product_name"),
        version=value("product_version"),
        serial=value("product_serial"),
        chassis=chassis(value("chassis_type")),
        board_maker=value("board_vendor"),
        board=value("board_name"),
        board_serial=value("board_serial"),
        firmware_maker=value("bios_vendor"),
        firmware=value("bios_version"),
        firmware_date=iso_date(value("bios_date")),
        family=value("product_family"),
        sku=value("product_sku"),
        uuid=uuids.told(value("product_uuid") or ""),
        asset_tag=value("chassis_asset_tag") or value("board_asset_tag"),
    )


def chassis(number: str | None) -> str | None:
    """The name of a chassis type. The upper bit says that the chassis has a lock, and is left out."""
    if number is None or not number.isascii() or not number.isdigit() or len(number) > _MOST_DIGITS:
        return None
    return _CHASSIS.get(int(number) & 0x7F)


def iso_date(text: str | None) -> str | None:
    """A firmware date, which SMBIOS writes as month/day/year, as year-month-day."""
    found = _DATE.fullmatch(text or "")
    if not found:
        return None
    month, day, year = found.groups()
    if len(year) == 2:  # noqa: PLR2004 - digits
        year = f"19{year}" if int(f"19{year}") >= _FIRST_YEAR else f"20{year}"
    return f"{year}-{month}-{day}" if "01" <= month <= "12" and "01" <= day <= "31" else None
