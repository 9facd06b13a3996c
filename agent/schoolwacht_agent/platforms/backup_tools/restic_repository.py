"""A restic repository in a folder, without its password (github.com/restic/restic, doc/design.rst, Repository).

Everything in it is encrypted except that each snapshot is a file in `snapshots/`, written last, when the backup is
whole. So the newest of them is the last good backup, and their number is that of the versions. What is in them stays
unknown, an empty snapshot included. `restic copy`, `tag` and `rewrite` make files of now, and so does a copy of the
repository that does not keep the times.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds
from schoolwacht_agent.platforms.backup_tools.targets import UNKNOWN, Target

SOURCE, TOOL = "restic_repository", "restic"
_PARTS = ("data", "index", "keys", "snapshots")
_STALE_LOCK_MS = 30 * 60 * 1000  # restic refreshes a lock every 5 minutes and takes one of over 30 for left behind
_MOST = 100_000
_NAME_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Shelf:
    """What shows of a repository: when its snapshots and locks were written."""

    snapshots_ms: Sequence[int]
    locks_ms: Sequence[int] = ()


def is_repository(folder: Path) -> bool:
    """Whether a folder is laid out as restic does."""
    return (folder / "config").is_file() and all((folder / part).is_dir() for part in _PARTS)


def read(folder: Path) -> Shelf:
    """Looks; nothing is opened. Raises OSError where looking is not allowed."""
    locks = folder / "locks"
    return Shelf(_times(folder / "snapshots"), _times(locks) if locks.is_dir() else ())


def parse(shelf: Shelf, job: str, now_ms: int, target: Target = UNKNOWN) -> Record:
    """The job that fills a repository."""
    newest = max(shelf.snapshots_ms, default=None)
    every = usual_seconds(shelf.snapshots_ms)
    busy = any(0 <= now_ms - lock < _STALE_LOCK_MS for lock in shelf.locks_ms)
    left = len(shelf.locks_ms) if shelf.locks_ms and not busy else 0
    if newest is None:
        outcome, message = (Outcome.RUNNING, "") if busy else (Outcome.EMPTY, "the repository holds no snapshot")
    else:
        outcome = Outcome.RUNNING if busy else Outcome.OK
        message = f"{left} locks were left behind; a run may have been cut off" if left else ""
    return Record(
        job,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=newest,
        last_good_ms=newest,
        every_seconds=every,
        every_from="seen" if every else None,
        versions=len(shelf.snapshots_ms),
        target=target.kind,
        off_site=target.off_site,
        message=message,
    )


def _times(folder: Path) -> list[int]:
    found: list[int] = []
    with os.scandir(folder) as entries:
        for _, entry in zip(range(_MOST), entries, strict=False):
            if len(entry.name) != _NAME_LENGTH:
                continue  # restic names a file after its SHA-256; anything else is not finished or not its own
            try:
                seen = entry.stat(follow_symlinks=False)
            except OSError:
                continue
            if stat.S_ISREG(seen.st_mode) and seen.st_size:
                found.append(seen.st_mtime_ns // 1_000_000)
    return found
