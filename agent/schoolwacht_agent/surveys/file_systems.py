"""Damage that file systems found in themselves, and those that turned read-only because of it. Linux.

ext4 and btrfs count their errors; others do not, and are then `unknown` rather than well.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import btrfs_sysfs, ext4_errors, mounts
from schoolwacht_agent.platforms.ext4_errors import Errors
from schoolwacht_agent.platforms.kernel_files import words
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schoolwacht_agent.platforms.mounts import Mount

FILE_SYSTEMS_ERRORS = Table(
    "file_systems_errors",
    "File systems on the disks of this machine, and the damage that they found in themselves.",
    {
        "device": Column(Kind.TEXT, "Name of the disk, part or volume, for example sda1 or dm-0."),
        "fs_type": Column(Kind.TEXT, "Kind of file system, for example ext4."),
        "state": Column(
            Kind.TEXT, "`ok`, `errors`, `read_only` (it closed itself) or `unknown` (this kind does not count)."
        ),
        "errors": Column(Kind.INTEGER, "Errors that it counted since its last check.", "1"),
        "read_only": Column(Kind.INTEGER, "1 if it is read-only though it should not be, 0 if not.", "1"),
        "first_error": Column(Kind.TEXT, "Day of the first error, year-month-day."),
        "last_error": Column(Kind.TEXT, "Day of the last error, year-month-day."),
    },
    key=("device",),
)
_MOST = 256


def look(root: Path) -> Iterator[Row]:
    """A row for each file system on a disk."""
    mounted = words(root / "proc/self/mountinfo", 4 << 20)
    if not mounted:
        raise NoData(
            "this machine does not tell what it has mounted", "Only Linux tells damage of file systems so far."
        )
    wanted = mounts.expected_writable(words(root / "etc/fstab", 1 << 20))
    pooled = {name: one for one in btrfs_sysfs.read(root) for name in one.devices}
    told: dict[str, Row] = {}
    for mount in mounts.parse(mounted)[:_MOST]:
        device = device_name(root, mount)
        if mount.kind.startswith("ext"):  # the driver of ext4 serves its forebears too
            errors = ext4_errors.read(root / "sys/fs/ext4" / device)
        else:
            errors = Errors(pooled[device].errors if device in pooled else None)
        told.setdefault(device, row(device, mount, errors, mounts.turned_read_only(mount, wanted)))
    yield from told.values()


def row(device: str, mount: Mount, errors: Errors, read_only: bool | None) -> Row:  # noqa: FBT001 - a fact
    """One file system."""
    if read_only:
        state = "read_only"
    elif errors.count is None:
        state = "unknown"
    else:
        state = "errors" if errors.count else "ok"
    return FILE_SYSTEMS_ERRORS(
        device=device,
        fs_type=mount.kind,
        state=state,
        errors=errors.count,
        read_only=None if read_only is None else int(read_only),
        first_error=errors.first_day,
        last_error=errors.last_day,
    )


def device_name(root: Path, mount: Mount) -> str:
    """The kernel's name of the device, which is also that of its folder in /sys/fs; /dev/root tells nothing."""
    # A volume is a link too: /dev/mapper/vg-root to ../dm-0. btrfs has a number of no device.
    for link in (root / "sys/dev/block" / mount.number, root / mount.source.lstrip("/")):
        try:
            return link.readlink().name[:64]
        except (OSError, ValueError):
            continue
    return mount.source.rpartition("/")[2][:64] or "unknown"


def _windows(now: datetime) -> Iterator[Row]:
    """By the events of NTFS and ReFS in the last 30 days; they name a volume by what people called it, so none is."""
    from schoolwacht_agent.platforms.programs import NoAnswer
    from schoolwacht_agent.platforms.windows import event_log

    try:
        found = event_log.look(now - timedelta(days=30))["file_system_error"]
    except NoAnswer as nothing:
        raise NoData(
            f"the System log of Windows cannot be read: {nothing}", "Open it in the event viewer."
        ) from nothing
    last = found.last.astimezone(UTC).date().isoformat() if found.times else None
    state = "errors" if found.times else "ok"
    yield FILE_SYSTEMS_ERRORS(device="volumes", state=state, errors=found.times, last_error=last)


def _here(now: datetime) -> Iterator[Row]:
    if sys.platform == "win32":
        return _windows(now)
    if sys.platform != "linux":
        raise NoData("damage of file systems can only be told on Linux here", "See the health of the volumes.")
    return look(Path("/"))


PROBE = Probe(
    "file_systems",
    timedelta(hours=6),
    (FILE_SYSTEMS_ERRORS,),
    lambda surroundings: _here(surroundings.now),
    about="Damage that file systems found in themselves.",
    group=Group.HEALTH,
)
