"""How every backup job went: from what scripts report, and from the age and size of the files that jobs leave.

A job said to have succeeded with 0 bytes has failed: such a report is how a backup goes missing for a year. Paths,
accounts and addresses are taken out of messages; of files only count, age and size leave the machine.
"""

from __future__ import annotations

import glob
import os
import stat
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.backup_tools import columns
from schoolwacht_agent.platforms.scrubbed import scrubbed
from schoolwacht_agent.probe import Column, Gauge, Kind, NoData, Probe, Reading, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from schoolwacht_agent.probe import BackupReport, FreshnessCheck

BACKUPS = Table(
    columns.TABLE,
    columns.ABOUT,
    {name: Column(Kind(kind), about, unit) for name, (kind, about, unit) in columns.COLUMNS.items()},
    # A job may report, be watched and be recorded by its program; none may hide what the others found.
    columns.KEY,
    keeps_rows=True,
)
TAGS = columns.GAUGE_TAGS
OK, AGE, SIZE = (Gauge(name, unit, about, TAGS) for name, (unit, about) in columns.GAUGES.items())
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_CLOCK_SLACK = timedelta(hours=1)  # file servers' clocks differ a little


@dataclass(frozen=True, slots=True)
class BackupFile:
    """What is looked at of a file: when it was written, and how large it is."""

    modified_ms: int
    size: int


def look(pattern: str) -> Iterator[BackupFile]:
    """The only lines that touch the machine. Names stay here; folders and what vanishes meanwhile are left out."""
    for path in glob.iglob(pattern, recursive=True):  # noqa: PTH207 - the pattern may be absolute, which Path.glob refuses
        try:
            seen = os.stat(path)  # noqa: PTH116 - there may be thousands
        except OSError:
            continue
        if stat.S_ISREG(seen.st_mode):
            yield BackupFile(seen.st_mtime_ns // 1_000_000, seen.st_size)


def reported(reports: Iterable[BackupReport]) -> Iterator[Row]:
    """One row a job: its last report, and when it last succeeded."""
    jobs: defaultdict[str, list[BackupReport]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: report.finished_at):
        jobs[report.job].append(report)
    for job, runs in jobs.items():
        last = runs[-1]
        good = [run for run in runs if _succeeded(run)]
        message = scrubbed(last.message)
        if last.succeeded and not _succeeded(last):
            message = scrubbed(f"said to have succeeded, but with 0 bytes. {last.message}")
        yield BACKUPS(
            job=job,
            source="report",
            result="ok" if _succeeded(last) else "failed",
            last_try_ms=_milliseconds(last.finished_at),
            last_good_ms=_milliseconds(good[-1].finished_at) if good else None,
            every_seconds=None if last.every is None else int(last.every.total_seconds()),
            size_bytes=last.size_bytes,
            message=message or None,
            outcome="ok" if _succeeded(last) else "empty" if last.succeeded else "failed",
            every_from=None if last.every is None else "told",
        )


def watched(check: FreshnessCheck, files: Iterable[BackupFile], now: datetime) -> Row:
    """The row of a job whose files are watched. Its texts hold no age: the row changes only when a file does."""
    found = sorted(files, key=lambda file: file.modified_ms)
    newest = found[-1] if found else None
    large = [file for file in found if file.size >= check.smallest_bytes]
    result, message = _judged(check, newest, now)
    return BACKUPS(
        job=check.job,
        source="files",
        result=result,
        last_try_ms=newest.modified_ms if newest else None,
        last_good_ms=large[-1].modified_ms if large else None,
        every_seconds=int(check.newest_within.total_seconds()),
        size_bytes=newest.size if newest else None,
        files=len(found),
        message=message,
        outcome="empty" if newest and newest.size == 0 else result,
        every_from="told",
    )


def _judged(check: FreshnessCheck, newest: BackupFile | None, now: datetime) -> tuple[str, str | None]:
    if newest is None:
        return "failed", "no file matches"
    if newest.size < check.smallest_bytes:
        return "failed", f"the newest file is smaller than {check.smallest_bytes} bytes"
    age_ms = _milliseconds(now) - newest.modified_ms
    if age_ms > check.newest_within / timedelta(milliseconds=1):
        return "failed", f"the newest file is older than {check.newest_within.total_seconds() / 3600:g} hours"
    if age_ms < -_CLOCK_SLACK / timedelta(milliseconds=1):
        return (
            "unknown",
            "the newest file bears a date in the future; check the clocks of this machine and of the store",
        )
    return "ok", None


def _succeeded(report: BackupReport) -> bool:
    return report.succeeded and (report.size_bytes is None or report.size_bytes > 0)


def _milliseconds(moment: datetime) -> int:
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def readings(row: Row, now: datetime) -> Iterator[Reading]:
    """What a board draws of a row. What is not known is not said."""
    tags = {name: str(row.cells[name]) for name in TAGS}
    last_good, size = row.cells["last_good_ms"], row.cells["size_bytes"]
    if row.cells["result"] != "unknown":
        yield OK(int(row.cells["result"] == "ok"), **tags)
    if isinstance(last_good, int):
        yield AGE((_milliseconds(now) - last_good) // 1000, **tags)
    if isinstance(size, int):
        yield SIZE(size, **tags)


def take(surroundings: Surroundings) -> Iterator[Row | Reading]:
    """The rows of all reports and all checks, each with its readings."""
    for row in rows(surroundings):
        yield row
        yield from readings(row, surroundings.now)


def rows(surroundings: Surroundings) -> Iterator[Row]:
    """One row for each job and source."""
    if not (surroundings.reports or surroundings.checks):
        raise NoData("no backup was reported and no files are watched; see `schoolwacht-agent backup report --help`")
    yield from reported(surroundings.reports)
    files: dict[str, Row] = {}
    for check in surroundings.checks:
        row = watched(check, look(check.pattern), surroundings.now)
        if check.job not in files or row.cells["result"] != "ok":  # two checks of one job: the worse one is told
            files[check.job] = row
    yield from files.values()


PROBE = Probe("backups", timedelta(seconds=60), (BACKUPS, OK, AGE, SIZE), take, about="How every backup job went.")
