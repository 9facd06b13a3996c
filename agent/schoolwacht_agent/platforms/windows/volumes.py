"""Volumes out of Win32_LogicalDisk or Win32_Volume: what the drive letters stand for.

No label is read, people write names there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows import wmi
from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, number_of, told_of

COLUMNS = ("DeviceID", "DriveType", "FileSystem", "Size", "FreeSpace", "VolumeDirty", "Compressed", "MediaType")
SYSTEM = ("SystemDrive", "Caption", "Version", "BuildNumber", "OperatingSystemSKU", "OSArchitecture", "ProductType")
_KINDS = {0: "unknown", 1: "no root", 2: "removable", 3: "fixed", 4: "network", 5: "disc", 6: "ram"}
_LETTER = re.compile(r"[A-Z]:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Volume:
    """One drive letter."""

    letter: str
    kind: str
    """fixed, removable, network, disc, ram, unknown."""
    filesystem: str | None = None
    size: int | None = None
    free: int | None = None
    dirty: bool | None = None
    """True when Windows wants to check it at the next start."""


def volumes(rows: Iterable[Row]) -> tuple[Volume, ...]:
    """Every drive letter with its kind."""
    return tuple(one for row in rows if (one := volume(row)))


def volume(row: Row) -> Volume | None:
    """One drive letter; None for what has none."""
    letter = (line_of(row, "DriveLetter") or line_of(row, "DeviceID")).upper()
    if not _LETTER.fullmatch(letter):
        return None
    size, free = number_of(row, "Size") or number_of(row, "Capacity"), number_of(row, "FreeSpace")
    return Volume(
        letter=letter,
        kind=_KINDS.get(number_of(row, "DriveType") or 0, "unknown"),
        filesystem=told_of(row, "FileSystem"),
        size=size,
        free=free if free is not None and size is not None and free <= size else None,
        dirty=flag_of(row, "VolumeDirty") if "VolumeDirty" in row else flag_of(row, "DirtyBitSet"),
    )


def system_drive(row: Row) -> str | None:
    """The letter that Windows starts from, out of Win32_OperatingSystem."""
    letter = line_of(row, "SystemDrive").upper()
    return letter if _LETTER.fullmatch(letter) else None


def look() -> tuple[Volume, ...]:
    """The drive letters of this machine; raises NoAnswer."""
    return volumes(wmi.rows("Win32_LogicalDisk", COLUMNS))
