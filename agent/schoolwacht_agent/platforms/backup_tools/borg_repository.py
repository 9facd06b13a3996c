"""A borg repository in a folder, without its key (borgbackup.readthedocs.io, Internals: Repository).

`index.N`, `hints.N` and `integrity.N` are written by every transaction, and nothing tells which were backups: `prune`
and `compact` write them too. So the newest is the moment after which there was certainly no backup, and whether the
last one went well stays unknown; a log (`borg create --json`) tells.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import file_ends
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.targets import UNKNOWN, Target

SOURCE, TOOL = "borg_repository", "borg"
_TRANSACTION = re.compile(r"(?:index|hints|integrity)\.\d{1,18}", re.ASCII)
_LOCK = "lock.exclusive"
_LONGEST_RUN_MS = 24 * 3_600_000
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Shelf:
    """What shows of a repository: when transactions ended, and since when it is locked."""

    transactions_ms: Sequence[int]
    locked_ms: int | None = None


def is_repository(folder: Path) -> bool:
    """Whether a folder is laid out as borg 1 does."""
    if not (folder / "data").is_dir():
        return False
    return (file_ends.head(folder / "config", 512) or b"").lstrip().startswith(b"[repository]")


def read(folder: Path) -> Shelf:
    """Looks; nothing but names and times. Raises OSError where looking is not allowed."""
    with os.scandir(folder) as entries:
        names = [entry.name for _, entry in zip(range(_MOST), entries, strict=False)]
    ends = [file_ends.modified_ms(folder / name) for name in names if _TRANSACTION.fullmatch(name)]
    locked = file_ends.modified_ms(folder / _LOCK) if _LOCK in names else None
    return Shelf([end for end in ends if end is not None], locked)


def parse(shelf: Shelf, job: str, now_ms: int, target: Target = UNKNOWN) -> Record:
    """The job that fills a repository."""
    newest = max(shelf.transactions_ms, default=None)
    outcome, message = Outcome.UNKNOWN, "when it last changed is known, not whether that was a whole backup"
    if shelf.locked_ms is not None and now_ms - shelf.locked_ms < _LONGEST_RUN_MS:
        outcome, message = Outcome.RUNNING, ""
    elif shelf.locked_ms is not None:
        message = "it is locked for more than a day; a run was cut off, and none can follow"
    elif newest is None:
        outcome, message = Outcome.EMPTY, "nothing was ever written into the repository"
    return Record(
        job,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=newest,
        last_good_ms=newest,
        target=target.kind,
        off_site=target.off_site,
        message=message,
    )
