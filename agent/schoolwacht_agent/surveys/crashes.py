"""How often the machine crashed, lost power or was switched off the hard way. Linux and Windows.

Who was logged in, and which program of whom failed, is never looked at: only times of starts and numbers of traces.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import journal_files, kernel_crashes, wtmp, wtmpdb
from schoolwacht_agent.platforms.kernel_files import entries, words
from schoolwacht_agent.probe import Column, Group, Kind, NoData, Probe, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

CRASHES = Table(
    "crashes",
    "Crashes, power losses and hard switch-offs: one row for each kind.",
    {
        "kind": Column(
            Kind.TEXT,
            "`unclean_start` (no shutdown before it: power cut, hang, held button), `kernel_crash` (the kernel left a "
            "trace), `program_crash` (the system noted a failed program).",
        ),
        "count_7d": Column(Kind.INTEGER, "How many in the last 7 days; empty if that is not known.", "1"),
        "count_30d": Column(Kind.INTEGER, "How many in the last 30 days; empty if that is not known.", "1"),
        "last_at": Column(Kind.TEXT, "Day of the last one, year-month-day."),
        "since": Column(Kind.TEXT, "Day from which on the log tells, year-month-day; younger than 30 days: too few."),
        "reason": Column(
            Kind.TEXT, "Why it is not known: `no_log`, `no_rights` or `not_kept` (the machine keeps no traces)."
        ),
    },
    key=("kind",),
)
_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)
_SLACK = 3600
_NO_CLOCK = 946_684_800  # before 2000 a clock was never right


@dataclass(frozen=True, slots=True)
class Told:
    """One kind of mishap, or why nothing is known of it."""

    times: tuple[datetime, ...] = ()
    since: datetime | None = None
    reason: str | None = None


def look(root: Path, now: datetime) -> Iterator[Row]:
    """A row for each kind."""
    yield row("unclean_start", unclean_starts(root), now)
    yield row("kernel_crash", kernel_traces(root), now)
    try:
        # Only Ubuntu's apport keeps these; elsewhere an empty folder would say nothing.
        if (root / "etc/default/apport").exists() or (root / "etc/apport").is_dir():
            yield row("program_crash", Told(tuple(kernel_crashes.programs(root))), now)
    except OSError:
        yield row("program_crash", Told(reason="no_rights"), now)


def row(kind: str, told: Told, now: datetime) -> Row:
    """Counted back from now; what lies ahead of now was written under a wrong clock and counts as of today."""
    times = [min(when, now) for when in told.times]
    known = told.reason is None
    return CRASHES(
        kind=kind,
        count_7d=sum(now - when <= _WEEK for when in times) if known else None,
        count_30d=sum(now - when <= _MONTH for when in times) if known else None,
        last_at=max(times).date().isoformat() if times else None,
        since=told.since.astimezone(UTC).date().isoformat() if told.since else None,
        reason=told.reason,
    )


def kernel_traces(root: Path) -> Told:
    """Traces of a failed kernel; that there is none says something only where one would have been left."""
    try:
        times = tuple(kernel_crashes.kernel(root))
    except OSError:
        return Told(reason="no_rights")
    return Told(times, reason=None if times or kernel_crashes.keeps_traces(root) else "not_kept")


def unclean_starts(root: Path) -> Told:
    """By the log of starts or the database that follows it up; where neither is kept, by the files of the journal."""
    try:
        moments = _moments(root)
    except PermissionError:
        return Told(reason="no_rights")
    except OSError:
        moments = []
    found = wtmp.starts(moments)
    if found.since is None or not _up_to_date(moments, root):
        found = _journal(root)
    return Told(found.unclean, found.since) if found.since else Told(reason="no_log")


def _up_to_date(moments: Sequence[tuple[wtmp.Moment, int]], root: Path) -> bool:
    """Whether the log knows the start of this very run. Newer systems leave an old log behind and write no more."""
    begun = re.search(r"^btime (\d{1,12})$", words(root / "proc/stat", 1 << 20), re.MULTILINE | re.ASCII)
    last = next((seconds for what, seconds in reversed(moments) if what is wtmp.Moment.START), None)
    if begun is None or last is None:
        return last is not None
    return last >= int(begun[1]) - _SLACK or last < _NO_CLOCK


def _journal(root: Path) -> wtmp.Starts:
    folders = [one for one in entries(root / "var/log/journal") if (one / "system.journal").exists()]
    return journal_files.parse(file.name for folder in folders for file in entries(folder))


def _moments(root: Path) -> Sequence[tuple[wtmp.Moment, int]]:
    newer = root / "var/lib/wtmpdb/wtmp.db"
    if newer.is_file():
        return wtmpdb.read(newer)
    moments: list[tuple[wtmp.Moment, int]] = []
    for name in ("wtmp.1", "wtmp"):
        file = root / "var/log" / name
        if not file.is_file():
            continue
        with file.open("rb") as opened:
            moments += wtmp.records(opened.read(wtmp.MOST_BYTES))
    return moments


def _windows(now: datetime) -> Iterator[Row]:
    from schoolwacht_agent.platforms.programs import NoAnswer
    from schoolwacht_agent.platforms.windows import event_log, health

    try:
        week, month = event_log.look(now - _WEEK), event_log.look(now - _MONTH)
    except NoAnswer as nothing:
        raise NoData(
            f"the System log of Windows cannot be read: {nothing}", "Open it in the event viewer."
        ) from nothing
    for kind, events in (("unclean_start", "power_loss"), ("kernel_crash", "crash")):
        found = health.mishaps(events, week, month)
        yield CRASHES(
            kind=kind,
            count_7d=found.week,
            count_30d=found.month,
            last_at=found.last.astimezone(UTC).date().isoformat() if found.last else None,
        )


def _here(surroundings: Surroundings) -> Iterator[Row]:
    if sys.platform == "win32":
        return _windows(surroundings.now)
    if sys.platform != "linux":
        raise NoData("crashes can only be told on Linux here", "See the events of the system.")
    return look(Path("/"), surroundings.now)


PROBE = Probe(
    "crashes",
    timedelta(hours=6),
    (CRASHES,),
    _here,
    about="How often the machine crashed or lost power.",
    group=Group.HEALTH,
)
