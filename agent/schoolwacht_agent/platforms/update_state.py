"""What is known of updates from one source, and the small ways to read it off the system's files."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Stamp = tuple[int | None, ...]
"""Times of the files upon which an answer rests: while they stay the same, so does the answer."""
TAIL_BYTES = 256 << 10
"""Of a log, which may be a year long."""


@dataclass(frozen=True, slots=True)
class State:
    """Updates of one source; None where it does not say. Times are milliseconds since 1970 in UTC."""

    source: str
    pending: int | None = None
    pending_security: int | None = None
    last_success_ms: int | None = None
    last_check_ms: int | None = None
    automatic: bool | None = None
    """Whether they are installed without anybody asking for them."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What a dear question was answered, and the stamp of that moment. Who asks may keep it for the next time."""

    stamp: Stamp = ()
    pending: int | None = None
    security: int | None = None


def changed_ms(files: Iterable[Path]) -> int | None:
    """When the newest of these files was changed; None when there is none."""
    found = []
    for file in files:
        try:
            found.append(file.stat().st_mtime_ns // 1_000_000)
        except OSError:
            continue
    return max(found, default=None)


def latest(*times: int | None) -> int | None:
    """The latest of the times that are known."""
    return max((time for time in times if time is not None), default=None)


def tail(file: Path, most: int = TAIL_BYTES) -> str:
    """The end of a text file, from the beginning of a line on; nothing when it cannot be read."""
    try:
        with file.open("rb") as log:
            size = log.seek(0, os.SEEK_END)
            log.seek(max(0, size - most))
            text = log.read(most).decode("utf-8", errors="replace")
    except OSError:
        return ""
    return text if size <= most else text.partition("\n")[2]


def moment_ms(text: str, pattern: str) -> int | None:
    """A moment from a log, by the machine's own clock where the log names no zone."""
    try:
        moment = datetime.strptime(text, pattern)  # noqa: DTZ007 - the zone is the machine's, and added below
        return int(moment.astimezone().timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None
