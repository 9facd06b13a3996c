"""File systems that are mounted, from /proc/self/mountinfo, and what /etc/fstab expects of them.

Formats: proc_pid_mountinfo(5), fstab(5). A file system that found damage makes itself read-only: then the options of
the file system itself (the last field) say `ro`, or `emergency_ro` or `shutdown` on newer kernels, unasked for.
Where a file system is mounted stays on the machine.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_MOST_LINES = 10_000
_WIDEST = 4096
_ON_DISK = frozenset({"ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "jfs", "bcachefs", "vfat", "exfat", "ntfs3"})
_GAVE_UP = frozenset({"emergency_ro", "shutdown"})


@dataclass(frozen=True, slots=True)
class Mount:
    """One file system on a disk, however often it is mounted."""

    number: str
    """Major and minor number of the device, for example 8:1; of btrfs the number of no device."""
    source: str
    """Device as the mount names it, for example /dev/sda1."""
    kind: str
    read_only: bool
    gave_up: bool
    """Whether the file system says that it closed itself."""
    places: tuple[str, ...]


def parse(text: str) -> list[Mount]:
    """The file systems on disks in mountinfo, each once."""
    found: dict[str, Mount] = {}
    for line in text[: _MOST_LINES * 300].splitlines()[:_MOST_LINES]:
        left, dash, right = line[:_WIDEST].partition(" - ")
        fields, last = left.split(" "), right.split(" ")
        if not dash or len(fields) < 6 or len(last) < 3 or last[0] not in _ON_DISK:  # noqa: PLR2004 - the format's
            continue
        options = set(last[2].split(","))
        before = found.get(fields[2])
        found[fields[2]] = Mount(
            number=fields[2],
            source=_plain(last[1]),
            kind=last[0],
            read_only="ro" in options,
            gave_up=bool(options & _GAVE_UP),
            places=(*(before.places if before else ()), _plain(fields[4])),
        )
    return list(found.values())


def expected_writable(fstab: str) -> dict[str, bool]:
    """Whether fstab wants each place of its own writable."""
    wanted = {}
    for line in fstab[: _MOST_LINES * 200].splitlines()[:_MOST_LINES]:
        fields = line[:_WIDEST].split()
        if len(fields) >= 3 and not fields[0].startswith("#"):  # noqa: PLR2004 - what, where, kind
            options = fields[3].split(",") if len(fields) > 3 else []  # noqa: PLR2004 - the fourth may be left out
            wanted[_plain(fields[1])] = "ro" not in options
    return wanted


def turned_read_only(mount: Mount, wanted: dict[str, bool]) -> bool | None:
    """Whether it is read-only against what is expected; None where nobody wrote down what is."""
    if mount.gave_up:
        return True
    if not mount.read_only:
        return False
    expectations = [wanted[place] for place in mount.places if place in wanted]
    return any(expectations) if expectations else None


def _plain(field: str) -> str:
    """Spaces and the like are written as a backslash and three octal digits."""
    return re.sub(r"\\([0-3][0-7]{2})", lambda found: chr(int(found[1], 8)), field)
