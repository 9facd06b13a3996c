"""Whether disks that work as one are complete: md, ZFS, btrfs and LVM on Linux, Storage Spaces on Windows.

Nothing is started but `zpool status` and `dmsetup status`, which ask the kernel and touch no disk.
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import btrfs_sysfs, dm_raid, mdstat, programs, raid_set, zpool
from schoolwacht_agent.platforms.kernel_files import entries, words
from schoolwacht_agent.platforms.raid_set import RaidSet
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

REASONS = {
    "not_installed": "the tool that would tell is not installed",
    "not_started": "the tool could not be started",
    "timed_out": "the tool did not answer in time",
    "too_much": "the tool said more than can be true",
    "failed": "the tool ended with an error, mostly for want of rights",
    "not_understood": "its state is a word that is not known",
}
RAID_SETS = Table(
    "raid_sets",
    "Disks that work as one: md, ZFS, btrfs on several disks, LVM, Storage Spaces.",
    {
        "kind": Column(Kind.TEXT, "`md`, `zfs`, `btrfs`, `lvm` or `storage_spaces`."),
        "name": Column(Kind.TEXT, "Name of the set or pool; of btrfs its first disk; `all` where no name is known."),
        "state": Column(Kind.TEXT, "; ".join(f"`{word}`: {means}" for word, means in raid_set.STATES.items()) + "."),
        "level": Column(Kind.TEXT, "raid1, raid5, mirror, raidz2, stripe and so on; several joined with a plus sign."),
        "members": Column(Kind.INTEGER, "Places in the set, without spares.", "1"),
        "missing": Column(Kind.INTEGER, "Places of which the disk is gone or failed.", "1"),
        "errors": Column(Kind.INTEGER, "Errors or mismatches that the set counted.", "1"),
        "last_check": Column(Kind.TEXT, "Day of the last complete check (scrub), year-month-day; empty if not told."),
        "reason": Column(Kind.TEXT, f"Why the state is unknown: {', '.join(f'`{code}`' for code in REASONS)}."),
    },
    key=("kind", "name"),
)
_SECONDS = 15.0
_MOST_SETS = 256


def look(root: Path, folders: Sequence[Path] = programs.FOLDERS) -> list[Row]:
    """A row for each set. No row is an answer: this machine has none."""
    if not (root / "proc/self/mountinfo").exists():
        raise NoData("sets of disks can only be told on Linux so far", "Watch them with the tool of their maker.")
    found = [
        *mdstat.read(root / "proc", root / "sys/block"),
        *btrfs_sysfs.sets(btrfs_sysfs.read(root)),
        *_pools(root, folders),
        *_volumes(root, folders),
    ]
    return list(rows(found[:_MOST_SETS]))


def rows(found: Iterable[RaidSet]) -> Iterator[Row]:
    """The sets as rows, each name once."""
    told = {(one.kind, one.name): one for one in found}
    for one in told.values():
        yield RAID_SETS(
            kind=one.kind,
            name=one.name,
            state=one.state,
            level=one.level,
            members=one.members,
            missing=one.missing,
            errors=one.errors,
            last_check=one.last_check,
            reason=one.reason,
        )


def _pools(root: Path, folders: Sequence[Path]) -> list[RaidSet]:
    if not (root / "sys/module/zfs").exists():
        return []  # without the module in the kernel no pool is in use
    try:
        said = programs.ask("zpool", "status", "-j", "--json-int", seconds=_SECONDS, folders=folders)
        if said.code or not said.text.lstrip().startswith("{"):  # before OpenZFS 2.3
            said = programs.ask("zpool", "status", "-p", seconds=_SECONDS, folders=folders)
    except programs.NoAnswer as nothing:
        return [RaidSet("zfs", "all", "unknown", reason=str(nothing))]
    found = zpool.parse(said.text)
    return [RaidSet("zfs", "all", "unknown", reason="failed")] if said.code and not found else found


def _volumes(root: Path, folders: Sequence[Path]) -> list[RaidSet]:
    """The parts of a RAID volume bear names that end in _rimage_0, _rmeta_0, ...; without them there is none."""
    names = [words(one / "dm/name") for one in entries(root / "sys/block", "dm-*")]
    if not any("_rimage_" in name for name in names):
        return []
    try:
        said = programs.ask("dmsetup", "status", "--target", "raid", seconds=_SECONDS, folders=folders)
    except programs.NoAnswer as nothing:
        return [RaidSet("lvm", "all", "unknown", reason=str(nothing))]
    found = dm_raid.parse(said.text)
    return found or [RaidSet("lvm", "all", "unknown", reason="failed")]


def _here() -> list[Row]:
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import health, storage

        found = health.spaces(told := storage.look())
        if found is None:
            reason = told.unknown.get("spaces", "failed")
            raise NoData(f"Windows does not tell of Storage Spaces: {reason}", "Look in Storage Spaces of the machine.")
        return list(rows(found[:_MOST_SETS]))
    if sys.platform != "linux":
        raise NoData("sets of disks can only be told on Linux so far", "Watch them with the tool of their maker.")
    return look(Path("/"))


PROBE = Probe(
    "raid",
    timedelta(hours=1),
    (RAID_SETS,),
    lambda _: _here(),
    about="Whether disks that work as one are complete.",
    patience=timedelta(seconds=60),
    group=Group.HEALTH,
)
