"""A backup job that should have succeeded again by now. Only jobs that told their rhythm can be late.

It looks at what the ledger knows, so a machine that is silent does not hide that its backup is late.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.message import Lasting, Message, Moment, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule

_LONGEST_RHYTHM_SECONDS = 400 * 86_400.0


@dataclass(frozen=True, slots=True)
class Limits:
    """How old the last good backup may be, in times the rhythm of the job."""

    warning_times: float = 1.5
    urgent_times: float = 3.0


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a job."""
    every, job = _number(row.cells.get("every_seconds")), str(row.cells.get("job") or "")
    if not job or not 0 < every <= _LONGEST_RHYTHM_SECONDS:
        return
    good = _number(row.cells.get("last_good_ms")) / 1000
    since = datetime.fromtimestamp(good, UTC) if 0 < good <= now.timestamp() else None
    age = (now - (since or row.first_seen)).total_seconds()
    # A job that failed is late because of that, and backup_failed tells so: it opens no alert here, and solves none.
    failed = row.cells.get("result") == "failed"
    if good > now.timestamp() or (age <= limits.warning_times * every and not failed):
        return
    urgent = age > limits.urgent_times * every
    yield Finding(
        Subject(row.device.device_id, job),
        Severity.URGENT if urgent else Severity.WARNING,
        _summary(job, since, age, every),
        say("See whether the job still runs and its disk or network folder is there, then run it once by hand."),
        value=age,
        limit=(limits.urgent_times if urgent else limits.warning_times) * every,
        opens=not failed,
    )


def _summary(job: str, since: datetime | None, age: float, every: float) -> Message:
    if since is None:
        return say(
            "Backup {job} should run every {every}, and no good one was seen in {age}",
            job=job,
            every=Lasting(every),
            age=Lasting(age),
        )
    return say(
        "The last good backup {job} is {age} old, of {moment}; it should run every {every}",
        job=job,
        age=Lasting(age),
        moment=Moment(since),
        every=Lasting(every),
    )


def _number(cell: str | float | None) -> float:
    """The number in a cell, or 0 for what is none."""
    return float(cell) if isinstance(cell, int | float) else 0.0


RULE = Rule(
    name="backup_late",
    title=say("Backup late"),
    about=say("A backup job did not succeed for much longer than its own rhythm."),
    source="Practice among backup users: restic/restic#1968 and ibizaman/selfhostblocks#151, after 1 to 3 runs.",
    question=Rows("backups"),
    limits=Limits(),
    judge=judge,
)
