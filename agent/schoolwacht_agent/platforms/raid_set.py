"""Disks that work as one: in one shape for md, ZFS, btrfs and LVM."""

from __future__ import annotations

from dataclasses import dataclass

STATES = {
    "ok": "complete and well",
    "rebuilding": "being made whole again, or brought into step after a hard stop",
    "degraded": "a member is missing; another failure may lose everything",
    "failed": "cannot be used, or has lost more members than it can miss",
    "unknown": "could not be found out",
}
"""Every state, and what it means."""


@dataclass(frozen=True, slots=True)
class RaidSet:
    """One set; None where its source does not say."""

    kind: str
    """`md`, `zfs`, `btrfs` or `lvm`."""
    name: str
    state: str
    level: str | None = None
    """raid1, raid5, mirror, raidz2, stripe, ...; several joined with a plus sign."""
    members: int | None = None
    """Places in the set, without spares."""
    missing: int | None = None
    """Places of which the disk is gone, failed or not yet filled again."""
    errors: int | None = None
    """Errors or mismatches that it counted."""
    last_check: str | None = None
    """Day of the last complete check (scrub), year-month-day."""
    reason: str | None = None
    """Why the state is unknown, as a code."""
