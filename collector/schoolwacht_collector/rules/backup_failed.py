"""A backup job whose newest run failed. It stays until a run succeeds: an unknown result is not a good one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.message import Message, Moment, Value, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule


@dataclass(frozen=True, slots=True)
class Limits:
    """None: a failed backup is a failed backup."""


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a job."""
    del limits, now
    result, job = row.cells.get("result"), str(row.cells.get("job") or "")
    if result == "ok" or not job:
        return
    yield Finding(
        Subject(row.device.device_id, job),
        Severity.URGENT,
        _summary(row, job),
        say("Look in the log of the backup program, mend the cause, and run the job once by hand."),
        value=1.0,
        limit=0.0,
        opens=result == "failed",
    )


def _summary(row: DeviceRow, job: str) -> Message:
    values: dict[str, Value] = {"job": job, "moment": _moment(row.cells.get("last_try_ms"), row.taken_at)}
    reason = str(row.cells.get("message") or "")
    good = row.cells.get("last_good_ms")
    if reason:
        return say("Backup {job} failed on {moment}: {reason}", reason=reason, **values)
    if isinstance(good, int | float) and good > 0:
        return say(
            "Backup {job} failed on {moment}; the last good one is of {good}",
            good=_moment(good, row.taken_at),
            **values,
        )
    return say("Backup {job} failed on {moment}; no good one is known", **values)


def _moment(milliseconds: str | float | None, otherwise: datetime) -> Moment:
    """A moment out of a cell; nonsense from a machine becomes the moment at which it said so."""
    try:
        return Moment(datetime.fromtimestamp(float(milliseconds or "nan") / 1000, UTC))
    except (ValueError, OverflowError, OSError):
        return Moment(otherwise)


RULE = Rule(
    name="backup_failed",
    title=say("Backup failed"),
    about=say("The newest run of a backup job failed, so what was made since the last good one exists only once."),
    source="The result counts, not that a job ran: romainsi/zabbix-VEEAM_B-R#46, geolens-io/geolens#712.",
    question=Rows("backups"),
    limits=Limits(),
    judge=judge,
)
