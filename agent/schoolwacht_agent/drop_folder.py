"""Where `backup report` leaves a file for the agent: one JSON file a report, whole from the moment it has its name.

A folder instead of a door: it works when the agent is not running, needs no secret, and its rights say who may
report. Whoever may write there is not trusted: links are not followed, sizes and counts are capped, and what is no
report is removed.
"""

from __future__ import annotations

import json
import logging
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_agent.clean_text import clean
from schoolwacht_agent.clock import milliseconds, moment
from schoolwacht_agent.files import sync_folder
from schoolwacht_agent.probe import BackupReport

log = logging.getLogger(__name__)

GROUP = "schoolwacht-backup"
"""Members may report although they are not the agent's user; the group is optional."""
LONGEST_JOB = 64
MOST_BYTES = 16 * 1024
MOST_AT_ONCE = 64
LEFTOVER = timedelta(hours=1)
"""After this time a file that is no report is litter: the rest of a writer that was killed, or mischief."""
_PLAIN: int = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)
"""No link where the system can refuse one; bytes as they are, where it would translate the ends of lines."""
_LATEST_MS = 4_102_444_800_000  # the year 2100


@dataclass(frozen=True, slots=True)
class Forget:
    """A job that is no more."""

    job: str


Dropped = BackupReport | Forget


def prepare(folder: Path) -> None:
    """Makes the folder, for its owner only; `service install` opens it to the group, on Windows each start does."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import acl

        folder.parent.mkdir(parents=True, exist_ok=True)
        acl.make(folder)
        acl.open_to(folder, GROUP)
    else:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def drop(folder: Path, dropped: Dropped) -> Path:
    """Leaves a file; when this returns it survives a power cut."""
    if isinstance(dropped, Forget):
        said: dict[str, object] = {"forget": dropped.job}
    else:
        said = {
            "job": dropped.job,
            "ok": dropped.succeeded,
            "finished_ms": milliseconds(dropped.finished_at),
            "every_seconds": None if dropped.every is None else int(dropped.every.total_seconds()),
            "bytes": dropped.size_bytes,
            "message": dropped.message,
        }
    # The moment in the name keeps reports in their order; the random part keeps two of one moment apart.
    name = f"{datetime.now().astimezone():%Y%m%dT%H%M%S.%f}-{secrets.token_hex(4)}.json"
    making = folder / f".{name}.new"
    descriptor = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _PLAIN, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(json.dumps(said).encode())
        file.flush()
        os.fsync(file.fileno())
    making.rename(folder / name)
    with suppress(PermissionError):  # who may write into the folder, but not read it, cannot sync it either
        sync_folder(folder)
    return folder / name


def waiting(folder: Path, now: datetime) -> Iterator[tuple[Path, Dropped]]:
    """The oldest files that are reports. What is not is removed, at once or when it is old enough to be litter."""
    try:
        with os.scandir(folder) as entries:
            names = sorted(entry.name for entry in entries)
    except FileNotFoundError:
        return
    reports = [name for name in names if name.endswith(".json") and not name.startswith(".")]
    for name in reports[:MOST_AT_ONCE]:
        path = folder / name
        try:
            yield path, parse(_read(path))
        except (OSError, ValueError) as flaw:
            log.warning("a file in the drop folder is no report and is removed: %s", flaw)
            remove(path)
    for name in set(names) - set(reports):
        with suppress(OSError):
            if now.timestamp() - (folder / name).lstat().st_mtime > LEFTOVER.total_seconds():
                remove(folder / name)


def remove(path: Path) -> None:
    """Takes a file away, if that is possible."""
    try:
        if path.is_dir() and not path.is_symlink():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a file in the drop folder cannot be removed: %s", error.strerror)


def parse(content: bytes) -> Dropped:
    """A report out of a file's content; a ValueError says what is wrong with it."""
    try:
        said = json.loads(content)
    except RecursionError as error:
        raise ValueError("it is nested too deeply") from error
    if not isinstance(said, dict):
        raise ValueError("it is no object")  # noqa: TRY004 - one kind of error for whatever a file has wrong  # noqa: TRY004 - one kind of error for whatever a file has wrong
    if "forget" in said:
        return Forget(check_job(said["forget"]))
    every, size, finished = said.get("every_seconds"), said.get("bytes"), said.get("finished_ms")
    message = said.get("message", "")
    if not isinstance(said.get("ok"), bool) or not isinstance(message, str):
        raise ValueError("it does not say whether the backup succeeded")  # noqa: TRY004 - as above
    return BackupReport(
        job=check_job(said.get("job")),
        succeeded=said["ok"],
        finished_at=moment(_whole(finished, "finished_ms", _LATEST_MS)),
        every=None if every is None else timedelta(seconds=_whole(every, "every_seconds", 10 * 366 * 86_400)),
        size_bytes=None if size is None else _whole(size, "bytes", 2**60),
        message=clean(message),
    )


def check_job(name: object) -> str:
    """The name of a job, cleaned."""
    cleaned = clean(name) if isinstance(name, str) else ""
    if not 0 < len(cleaned) <= LONGEST_JOB:
        raise ValueError(f"a job has a name of at most {LONGEST_JOB} letters")
    return cleaned


def _whole(number: object, name: str, most: int) -> int:
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= most:
        raise ValueError(f"{name} is no number from 0 to {most}")
    return number


def _read(path: Path) -> bytes:
    """The content of a plain file. A link, a pipe or a device is not opened, or not read."""
    before = path.lstat()
    descriptor = os.open(path, os.O_RDONLY | _PLAIN | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as file:
        seen = os.fstat(descriptor)
        # Windows follows a link when it opens one, so what was opened is compared with what has the name.
        if not stat.S_ISREG(before.st_mode) or not os.path.samestat(before, seen) or seen.st_nlink > 1:
            raise ValueError("it is no plain file")
        if seen.st_size > MOST_BYTES:
            raise ValueError(f"it is larger than {MOST_BYTES} bytes")
        return file.read(MOST_BYTES)
