"""The btrfs file systems that are mounted, from /sys/fs/btrfs (the kernel's btrfs documentation, "sysfs interface").

`devinfo/N/error_stats` counts what went wrong on each disk since the counters were last reset, `devinfo/N/missing`
tells that the disk is gone, the folders in `allocation/data` tell how data is spread. When the last scrub ended
stands in /var/lib/btrfs/scrub.status.UUID, which the tool of btrfs keeps.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import entries, words
from schoolwacht_agent.platforms.raid_set import RaidSet

if TYPE_CHECKING:
    from pathlib import Path

_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class FileSystem:
    """One btrfs file system."""

    devices: tuple[str, ...]
    """Disks or partitions that are there, by name."""
    missing: int
    errors: int | None
    """What its disks counted together; None on a kernel that does not tell (before 5.14)."""
    level: str | None
    last_check: str | None = None


def read(root: Path) -> list[FileSystem]:
    """Every mounted btrfs file system of the machine whose files lie below `root`."""
    folders = [folder for folder in entries(root / "sys/fs/btrfs") if _UUID.fullmatch(folder.name)]
    return [_file_system(folder, root) for folder in folders]


def _file_system(folder: Path, root: Path) -> FileSystem:
    told = [_errors(words(one / "error_stats")) for one in entries(folder / "devinfo")]
    known = [number for number in told if number is not None]
    missing = sum(words(one / "missing") == "1" for one in entries(folder / "devinfo"))
    levels = [one.name for one in entries(folder / "allocation/data") if re.fullmatch(r"single|dup|raid\w+", one.name)]
    return FileSystem(
        devices=tuple(one.name for one in entries(folder / "devices")),
        missing=missing,
        errors=sum(known) if known else None,
        level="+".join(levels) or None,
        last_check=_scrubbed(words(root / f"var/lib/btrfs/scrub.status.{folder.name}", 1 << 16)),
    )


def _errors(text: str) -> int | None:
    """`write_errs 0`, `corruption_errs 3`, ... one a line, added up."""
    numbers = [int(found) for found in re.findall(r"^\w+_errs (\d{1,18})$", text, re.ASCII | re.MULTILINE)]
    return sum(numbers) if numbers else None


def _scrubbed(text: str) -> str | None:
    """The day on which the last scrub of all disks ended: of each, its start and how long it took."""
    lines = [line for line in text.splitlines() if "t_start:" in line]
    facts = [dict(re.findall(r"(\w+):(\d{1,12})(?=\||$)", line, re.ASCII)) for line in lines]
    if not facts or any(one.get("finished") != "1" or one.get("canceled") == "1" for one in facts):
        return None
    ends = [int(one.get("t_start", 0)) + int(one.get("duration", 0)) for one in facts]
    return datetime.fromtimestamp(max(ends), UTC).date().isoformat() if 0 < max(ends) < 1 << 35 else None


def sets(found: list[FileSystem]) -> list[RaidSet]:
    """Those that lie on more than one disk; one on a single disk is no set."""
    return [_set(one) for one in found if len(one.devices) + one.missing > 1]


def _set(one: FileSystem) -> RaidSet:
    return RaidSet(
        kind="btrfs",
        name=one.devices[0] if one.devices else "unknown",
        state="degraded" if one.missing else "ok",
        level=one.level,
        # A missing disk may keep an entry among the devices on some kernels, so both are counted at most once.
        members=len(one.devices) + one.missing,
        missing=one.missing,
        errors=one.errors,
        last_check=one.last_check,
    )
