"""Room left on every volume, in Telegraf's names (plugin inputs.disk).

`used_percent` is used / (used + what a normal user may still fill), as Telegraf and df(1) count, not used / total: a
volume whose last 5 % are kept for root is full for everyone else at 95 %.
"""

from __future__ import annotations

import os
import re
import sys
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TAGS = ("device", "fstype", "mode", "path")
TOTAL = Gauge("disk.total", "By", "Size of the volume.", tags=_TAGS)
FREE = Gauge("disk.free", "By", "Space that a normal user can still fill.", tags=_TAGS)
USED = Gauge("disk.used", "By", "Space in use.", tags=_TAGS)
USED_PERCENT = Gauge("disk.used_percent", "%", "Share in use of what a normal user could use.", tags=_TAGS, decimals=2)
INODES_TOTAL = Gauge("disk.inodes_total", "1", "Files that the volume can hold; 0 if it has no limit.", tags=_TAGS)
INODES_FREE = Gauge("disk.inodes_free", "1", "Files that the volume can still take.", tags=_TAGS)
INODES_USED = Gauge("disk.inodes_used", "1", "Files on the volume.", tags=_TAGS)
INODES_USED_PERCENT = Gauge("disk.inodes_used_percent", "%", "Share of the files in use.", tags=_TAGS, decimals=2)

# Always full by nature.
READ_ONLY_MEDIA = frozenset({"cd9660", "cdfs", "cramfs", "erofs", "iso9660", "romfs", "squashfs", "udf"})
# Layers over volumes that are reported themselves, and memory.
NO_VOLUME = frozenset({"aufs", "autofs", "devfs", "devtmpfs", "overlay", "ramfs", "tmpfs"})
# One question to a server that is gone hangs for minutes; the server's own agent watches its volumes.
NETWORK = frozenset(
    {"9p", "afpfs", "afs", "ceph", "cifs", "davfs", "fuse.sshfs", "glusterfs", "ncpfs", "nfs", "nfs4"}
) | {
    "smb3",
    "smbfs",
    "webdav",
}
_SKIPPED = READ_ONLY_MEDIA | NO_VOLUME | NETWORK
# What a desktop mounts for whoever is logged in: a stick, below a folder of that person's name.
_SOMEONES_STICK = re.compile(r"/run/media/.+|/media/[^/]+/.+")
_HOME = re.compile(r"^(/home|/Users)/[^/]+")


@dataclass(frozen=True, slots=True)
class Mount:
    """One place where a volume can be found, not yet asked anything."""

    path: str
    device: str
    fstype: str
    options: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Volume:
    """A volume's room in bytes, and in files where the system counts them."""

    mount: Mount
    total: int
    used: int
    free: int
    inodes_total: int | None = None
    inodes_free: int | None = None


def worth_asking(mounts: Iterable[Mount]) -> Iterator[Mount]:
    """The mounts that are volumes of this machine and cannot hang."""
    for mount in mounts:
        away = "cdrom" in mount.options or "remote" in mount.options or _SOMEONES_STICK.fullmatch(mount.path)
        if mount.fstype.casefold() not in _SKIPPED and not away:
            yield mount


def once_each(mounts: Iterable[Mount]) -> Iterator[Mount]:
    """Each device where it was mounted first. Again is a bind mount or a subvolume: the same room, and one alarm."""
    seen: set[str] = set()
    for mount in mounts:
        device = mount.device or mount.path
        if device not in seen:
            seen.add(device)
            yield mount


def look() -> Iterator[Volume]:
    """The only lines that touch the machine."""
    parts = psutil.disk_partitions(all=False)  # without memory disks and everything else that has no device
    mounts = (Mount(part.mountpoint, part.device, part.fstype, tuple(part.opts.split(","))) for part in parts)
    # A container mounts single files of its host; a file is no volume.
    folders = (mount for mount in worth_asking(mounts) if os.path.isdir(mount.path))  # noqa: PTH112 - cheaper than a Path
    for mount in once_each(folders):
        with suppress(OSError):  # a BitLocker volume nobody unlocked yet, a stick just pulled out
            yield _ask(mount)


def _ask(mount: Mount) -> Volume:
    room = psutil.disk_usage(mount.path)
    if sys.platform == "win32":
        return Volume(mount, room.total, room.used, room.free)
    else:  # noqa: RET505 - the type checker knows branches of a platform, not what follows one
        files = os.statvfs(mount.path)
        return Volume(mount, room.total, room.used, room.free, files.f_files, files.f_ffree)


def readings(volumes: Iterable[Volume]) -> Iterator[Reading]:
    """All fields of every volume that has a size."""
    real = [volume for volume in volumes if volume.total > 0]
    if not real:
        raise NoData("no volume of this machine keeps files: it lives in memory, in a container or on a server")
    for volume in real:
        tags = tags_of(volume.mount)
        yield TOTAL(volume.total, **tags)
        yield FREE(volume.free, **tags)
        yield USED(volume.used, **tags)
        yield USED_PERCENT(_share(volume.used, volume.used + volume.free), **tags)
        if volume.inodes_total is not None and volume.inodes_free is not None:
            files = max(0, volume.inodes_total - volume.inodes_free)
            yield INODES_TOTAL(volume.inodes_total, **tags)
            yield INODES_FREE(volume.inodes_free, **tags)
            yield INODES_USED(files, **tags)
            yield INODES_USED_PERCENT(_share(files, volume.inodes_total), **tags)


def tags_of(mount: Mount) -> dict[str, str]:
    """Telegraf's four tags. A volume of one person's home folder does not say whose."""
    mode = next((option for option in mount.options if option in {"rw", "ro"}), "unknown")
    return {
        "path": _HOME.sub(r"\1/~", mount.path),
        "device": _HOME.sub(r"\1/~", mount.device or "unknown").removeprefix("/dev/"),
        "fstype": mount.fstype or "unknown",
        "mode": mode,
    }


def _share(part: int, whole: int) -> float:
    return 100 * part / whole if whole > 0 else 0.0


PROBE = Probe(
    "disk",
    timedelta(seconds=60),
    (TOTAL, FREE, USED, USED_PERCENT, INODES_TOTAL, INODES_FREE, INODES_USED, INODES_USED_PERCENT),
    lambda _: readings(look()),
    about="How much room is left on every volume.",
)
