"""When a back-up of Schoolwacht itself is due, and what became of the last ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from schoolwacht_collector.books import Books

ENDING = ".schoolwacht.tar.gz"
NAME_FORMAT = "%Y%m%d-%H%M%S"
"""How the files are named: by the moment they were made, in UTC, so that the newest is last by name."""
TRY_AGAIN_AFTER = timedelta(hours=1)
_PREFIX = "backup."


@dataclass(frozen=True, slots=True)
class LastBackup:
    """The newest good back-up, and the trouble of the newest try when that was none."""

    good_at: datetime | None = None
    file: str = ""
    bytes: int = 0
    tried_at: datetime | None = None
    trouble: str = ""


def last_backup(books: Books) -> LastBackup:
    """What is known of earlier back-ups."""
    said = {name: books.settings.get(_PREFIX + name) for name in ("good_at", "file", "bytes", "tried_at", "trouble")}
    return LastBackup(
        _moment(said["good_at"]), said["file"], int(said["bytes"] or 0), _moment(said["tried_at"]), said["trouble"]
    )


def note_good(books: Books, now: datetime, file: str, size: int) -> None:
    """A back-up was written and read back."""
    for name, value in {
        "good_at": now.isoformat(), "tried_at": now.isoformat(), "file": file, "bytes": str(size), "trouble": "",
    }.items():  # fmt: skip
        books.settings.put(_PREFIX + name, value)


def note_trouble(books: Books, now: datetime, trouble: str) -> None:
    """A try failed; the last good one stays the last good one."""
    books.settings.put(_PREFIX + "tried_at", now.isoformat())
    books.settings.put(_PREFIX + "trouble", trouble)


def backup_due(last: LastBackup, now: datetime, at: time, zone: tzinfo) -> bool:
    """Whether the newest appointed hour passed without a good back-up since.

    A collector that is off at night makes it when it is on again. The first back-up does not wait for the hour, but a
    failed one waits a while.
    """
    if last.tried_at is not None and last.trouble and timedelta(0) <= now - last.tried_at < TRY_AGAIN_AFTER:
        return False
    if last.good_at is None:
        return True
    here = now.astimezone(zone)
    appointed = datetime.combine(here.date(), at, zone)
    if appointed > here:
        appointed = datetime.combine(here.date() - timedelta(days=1), at, zone)
    return last.good_at < appointed


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
