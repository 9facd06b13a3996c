"""The disks of a Linux computer, from /sys/block (the kernel's Documentation/ABI/stable/sysfs-block).

Only what has a device behind it is a disk: loop devices, memory disks, RAID sets and logical volumes have none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SECTOR = 512  # sysfs counts in these, whatever the disk's own sectors are
# Optical and floppy drives, and the small hidden parts of flash chips.
_NO_DISK = re.compile(r"(sr|scd|fd)\d+|mmcblk\d+(boot\d+|rpmb|gp\d+)")


@dataclass(frozen=True, slots=True)
class Disk:
    """One disk; None where the kernel does not say."""

    name: str
    size: int
    model: str | None
    rotational: bool | None
    removable: bool | None


def disks(folder: Path) -> Iterator[Disk]:
    """Every disk with a medium in it, by name. A folder that does not exist has none."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        if _NO_DISK.fullmatch(entry.name) or not (entry / "device").exists() or _flag(entry / "hidden"):
            continue  # hidden: one of several ways to the same NVMe disk
        sectors = _line(entry / "size")
        size = int(sectors) * _SECTOR if sectors and sectors.isascii() and sectors.isdigit() else 0
        if size:  # a card reader without a card is no disk
            model = _line(entry / "device" / "model") or _line(entry / "device" / "name")
            yield Disk(
                name=entry.name,
                size=size,
                model=told(model) if model else None,
                rotational=_flag(entry / "queue" / "rotational"),
                removable=_flag(entry / "removable"),
            )


def _line(file: Path) -> str | None:
    try:
        return file.read_bytes()[:256].decode("utf-8", errors="replace").strip()
    except OSError:
        return None


def _flag(file: Path) -> bool | None:
    return {"0": False, "1": True}.get(_line(file) or "")
