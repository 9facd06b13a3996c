"""What the newest file of a configured check is: a program's log, a dump, or a part of a repository.

A check names a job, its files and its rhythm, so a log of restic or borg needs no other setting than
`pattern = "/var/log/backup/nas-*.json"`, and a repository `pattern = "/backup/repo/snapshots/*"`.
"""

from __future__ import annotations

import glob
import os
import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import (
    borg_log,
    borg_repository,
    file_ends,
    restic_log,
    restic_repository,
    resticprofile,
    sql_dump,
)
from schoolwacht_agent.platforms.backup_tools.record import Record
from schoolwacht_agent.platforms.backup_tools.targets import of_folder

_MOST_FILES = 100_000
_STEPS_UP = 3  # borg keeps its segments two folders deep


def newest(pattern: str) -> Path | None:
    """The file that was written last of those that fit."""
    best: tuple[int, str] | None = None
    for _, name in zip(range(_MOST_FILES), glob.iglob(pattern, recursive=True), strict=False):  # noqa: PTH207 - absolute
        try:
            seen = os.stat(name)  # noqa: PTH116 - there may be thousands
        except (OSError, ValueError):
            continue
        if stat.S_ISREG(seen.st_mode) and (best is None or seen.st_mtime_ns > best[0]):
            best = (seen.st_mtime_ns, name)
    return Path(best[1]) if best else None


def look(job: str, pattern: str, every: timedelta, now_ms: int, root: Path = Path("/")) -> list[Record]:
    """The records of a check beyond age and size; none where the files tell nothing more."""
    path = newest(pattern)
    if path is None:
        return []
    told = int(every.total_seconds())
    return [replace(one, every_seconds=told, every_from="told") for one in _recognised(path, job, now_ms, root)]


def _recognised(path: Path, job: str, now_ms: int, root: Path) -> Iterator[Record]:
    repository = _repository(path, job, now_ms, root)
    if repository is not None:
        yield repository
        return
    written_ms = file_ends.modified_ms(path)
    dump = sql_dump.read(path)
    if dump is not None:
        size = path.stat().st_size
        yield sql_dump.record(dump, job, size, written_ms, now_ms)
        return
    text = file_ends.text_tail(path)
    if text is None or "\0" in text[:4096]:
        return
    if '"profiles"' in text:
        yield from (replace(one, job=f"{job} {one.job}") for one in resticprofile.parse(text))
    for one in (restic_log.parse(text, job, written_ms, now_ms), borg_log.parse(text, job, written_ms)):
        if one is not None:
            yield one


def _repository(path: Path, job: str, now_ms: int, root: Path) -> Record | None:
    for folder in list(path.parents)[:_STEPS_UP]:
        try:
            if restic_repository.is_repository(folder):
                return restic_repository.parse(restic_repository.read(folder), job, now_ms, of_folder(folder, root))
            if borg_repository.is_repository(folder):
                return borg_repository.parse(borg_repository.read(folder), job, now_ms, of_folder(folder, root))
        except OSError:
            continue
    return None
