"""Which mounted file systems rest upon an encrypted disk, by the kernel's own account (dm-crypt: LUKS and plain).

`/proc/self/mountinfo` (proc_pid_mountinfo(5)) names the device of a mount; `/sys/block/dm-*/dm/uuid` begins with CRYPT-
for an encrypted one, and `slaves` leads down to what lies under it (the kernel's Documentation/ABI/stable/sysfs-block
and testing/sysfs-block-dm). A disk that encrypts itself does not show here; nor does a dataset of ZFS.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import line, listed

if TYPE_CHECKING:
    from pathlib import Path

_ESCAPED = re.compile(r"\\([0-7]{3})")
# What holds no data of people: what the firmware must read, and media that are not the machine's.
_LEFT_OUT = re.compile(r"/(boot|efi|boot/efi|snap/.*|media/.*|run/media/.*|mnt/.*|var/lib/snapd/.*)")
_NO_DISKS = re.compile(r"(loop|sr|ram|zram|fd|nbd)\d")
_MOST_LAYERS = 16
_MOST_MOUNTS = 5_000


@dataclass(frozen=True, slots=True)
class Mount:
    """One mount: where, what kind, from which device."""

    where: str
    number: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Encryption:
    """Whether the root is encrypted, and of how many file systems on disks how many are. None: cannot be told."""

    root: bool | None
    encrypted: int
    plain: int

    @property
    def state(self) -> str | None:
        """`all`, `part` or `none` of them; None where nothing is known."""
        if not self.encrypted and not self.plain:
            return None
        if not self.plain:
            return "all"
        return "part" if self.encrypted else "none"


def mounts(mountinfo: str) -> Iterator[Mount]:
    """Every mount in the file; lines that are none are left out."""
    for entry in mountinfo.splitlines()[:_MOST_MOUNTS]:
        before, dash, after = entry.partition(" - ")
        left, right = before.split(" "), after.split(" ")
        if dash and len(left) > 4 and len(right) > 1:  # noqa: PLR2004 - the fields of proc(5)
            yield Mount(_plain(left[4]), left[2], right[0], _plain(right[1]))


def _plain(name: str) -> str:
    return _ESCAPED.sub(lambda match: chr(int(match[1], 8) & 0xFF), name)


def look(mountinfo: str, sys: Path) -> Encryption:
    """The state of all file systems on disks; `sys` is the folder /sys."""
    known: dict[str, bool] = {}
    root: bool | None = None
    for mount in mounts(mountinfo):
        device = _device(mount, sys)
        if device is None or _NO_DISKS.match(device):
            continue
        crypt = encrypted(device, sys)
        if mount.where == "/":
            root = crypt
        if not _LEFT_OUT.fullmatch(mount.where):
            known[device] = crypt
    counted = list(known.values())
    return Encryption(root, counted.count(True), counted.count(False))


def encrypted(device: str, sys: Path) -> bool:
    """Whether all that lies under this device is behind encryption, through LVM, RAID and partitions."""
    return _under(device, sys, _MOST_LAYERS)


def _under(device: str, sys: Path, layers: int) -> bool:
    block = sys / "class/block" / device
    if (line(block / "dm/uuid") or "").startswith("CRYPT-"):
        return True
    below = [entry.name for entry in listed(block / "slaves")]
    return bool(below) and layers > 0 and all(_under(name, sys, layers - 1) for name in below)


def _device(mount: Mount, sys: Path) -> str | None:
    """The kernel's name of the device. Btrfs has a number of its own, so there the name of the source tells."""
    try:
        target = (sys / "dev/block" / mount.number).readlink().name
    except (OSError, ValueError):
        target = ""
    if target:
        return target
    if mount.source.startswith("/dev/mapper/"):
        name = mount.source.removeprefix("/dev/mapper/")
        return next((dm.name for dm in listed(sys / "class/block", "dm-*") if line(dm / "dm/name") == name), None)
    name = mount.source.removeprefix("/dev/")
    known = name != mount.source and "/" not in name and name.isprintable() and (sys / "class/block" / name).exists()
    return name if known else None
