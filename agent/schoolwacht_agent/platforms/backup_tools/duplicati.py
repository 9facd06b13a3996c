"""The jobs of a Duplicati server, from its database `Duplicati-server.sqlite`.

Tables Backup, Metadata and Schedule as its source makes them (github.com/duplicati/duplicati, Duplicati/Server). Opened
read-only and as never changing, so that nothing is locked or written beside it; a reading that meets a change half-way
fails and is tried again at the next look. Addresses, options and passphrases stay in the database. Databases in the
homes of people are left alone.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record, whole
from schoolwacht_agent.platforms.backup_tools.targets import of_address

SOURCE = TOOL = "duplicati"
PLACES = (
    "root/.config/Duplicati/Duplicati-server.sqlite",
    "var/lib/Duplicati/Duplicati-server.sqlite",
    "usr/lib/duplicati/data/Duplicati-server.sqlite",
    "var/root/Library/Application Support/Duplicati/Duplicati-server.sqlite",
    "Library/Application Support/Duplicati/Duplicati-server.sqlite",
    "ProgramData/Duplicati/Duplicati-server.sqlite",
    "Windows/System32/config/systemprofile/AppData/Local/Duplicati/Duplicati-server.sqlite",
)
"""Where it lies when it runs as a service: Linux, macOS, Windows."""
_MOST_JOBS = 256
_MOST_NOTES = 20_000
_MOST_SECONDS = 5.0
_STEP = re.compile(r"(\d{1,5})([smhDWMY])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "D": 86_400, "W": 7 * 86_400, "M": 31 * 86_400, "Y": 366 * 86_400}


@dataclass(slots=True)
class Job:
    """One job as it stands in the tables."""

    name: str
    address: str = ""
    notes: dict[str, str] = field(default_factory=dict)
    repeat: str = ""


def parse(jobs: Mapping[str, Job]) -> list[Record]:
    """One record a job."""
    return [_record(job) for job in jobs.values()]


def _record(job: Job) -> Record:
    notes = job.notes
    # A finished run may have warnings; one that did not finish leaves the date of its error only.
    done = told_ms(notes.get("LastBackupFinished")) or told_ms(notes.get("LastBackupDate"))
    error = told_ms(notes.get("LastErrorDate"))
    begun = told_ms(notes.get("LastBackupStarted"))
    versions = _number(notes.get("BackupListCount"))
    failed = error is not None and (done is None or error > done)
    outcome = Outcome.FAILED if failed else Outcome.OK if done is not None else Outcome.UNKNOWN
    message = "" if done is not None else "it never ran to its end"
    every = every_seconds(job.repeat)
    target = of_address(job.address)
    tries = [moment for moment in (done, error if failed else None) if moment is not None]
    items = _number(notes.get("SourceFilesCount"))
    return Record(
        job.name,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=max(tries, default=begun),
        last_good_ms=done,
        every_seconds=every,
        every_from="told" if every else None,
        size_bytes=_number(notes.get("SourceFilesSize")),
        items=0 if versions == 0 and outcome is Outcome.OK else items,
        versions=versions,
        target=target.kind,
        off_site=target.off_site,
        message=notes.get("LastErrorMessage", "") if failed else message,
    )


def every_seconds(repeat: str) -> int | None:
    """`1D` is every day, `12h` every twelve hours, `1W1D` both together; a month is `M`, a minute `m`."""
    if not re.fullmatch(r"(?:\d{1,5}[smhDWMY]){1,4}", repeat, re.ASCII):
        return None
    return sum(int(number) * _SECONDS[unit] for number, unit in _STEP.findall(repeat)) or None


def _number(said: str | None) -> int | None:
    return whole(int(said)) if said is not None and re.fullmatch(r"\d{1,18}", said, re.ASCII) else None


def read(path: Path) -> dict[str, Job]:
    """The tables. Raises sqlite3.Error when this is no such database, or one that is being changed."""
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, timeout=1)) as db:
        deadline = time.monotonic() + _MOST_SECONDS
        db.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
        db.text_factory = lambda read: read[:2000].decode("utf-8", errors="replace")
        jobs = {
            str(key): Job(_text(name), _text(address))
            for key, name, address in db.execute("SELECT ID, Name, TargetURL FROM Backup LIMIT ?", (_MOST_JOBS,))
        }
        notes = db.execute("SELECT BackupID, Name, Value FROM Metadata LIMIT ?", (_MOST_NOTES,))
        for key, name, value in notes:
            if job := jobs.get(str(key)):
                job.notes[_text(name)] = str(value)[:2000]
        for tags, repeat in db.execute("SELECT Tags, Repeat FROM Schedule LIMIT ?", (_MOST_JOBS,)):
            for key in re.findall(r"\bID=(\d{1,9})\b", _text(tags)):
                if job := jobs.get(key):
                    job.repeat = _text(repeat)
        return jobs


def look(root: Path) -> Iterator[Record]:
    """The jobs of the servers on this machine."""
    for place in PLACES:
        path = root / place
        try:
            if path.is_file():
                yield from parse(read(path))
        except (sqlite3.Error, OSError):
            continue


def _text(thing: object) -> str:
    return thing if isinstance(thing, str) else ""
