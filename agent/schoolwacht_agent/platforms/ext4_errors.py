"""The errors that ext4 found in its own structures, from /sys/fs/ext4 (the kernel's ABI/testing/sysfs-fs-ext4).

They are kept in the superblock, so they outlive a restart, until a check of the file system clears them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import count

if TYPE_CHECKING:
    from pathlib import Path

_LATEST = 1 << 35


@dataclass(frozen=True, slots=True)
class Errors:
    """What one ext4 file system found; days as year-month-day."""

    count: int | None
    first_day: str | None = None
    last_day: str | None = None


def read(folder: Path) -> Errors:
    """The errors of one file system, by its folder /sys/fs/ext4/NAME."""
    found = count(folder / "errors_count")
    if not found:
        return Errors(found)
    return Errors(found, _day(folder / "first_error_time"), _day(folder / "last_error_time"))


def _day(file: Path) -> str | None:
    seconds = count(file)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds and seconds < _LATEST else None
