"""Schoolwacht itself: what waits, its series store, its disk, its jobs, its own back-up and its letters.

A part that is not known is not judged. The limits of the disk are those of `schoolwacht doctor`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.message import Bytes, Lasting, Message, Moment, say
from schoolwacht_collector.domain.rule import Collector, Rule

_INBOX, _SERIES, _DISK = Subject("", "inbox"), Subject("", "series"), Subject("", "disk")
_JOBS, _BACKUP, _LETTERS = Subject("", "jobs"), Subject("", "backup"), Subject("", "notify")


@dataclass(frozen=True, slots=True)
class Limits:
    """When a part of the collector is ill."""

    inbox_waits: timedelta = timedelta(minutes=15)
    inbox_waits_urgent: timedelta = timedelta(days=1)
    inbox_clear: timedelta = timedelta(minutes=5)
    inbox_depth: float = 100_000.0
    inbox_depth_clear: float = 50_000.0
    series_away: timedelta = timedelta(minutes=10)
    free_bytes: float = 5e9
    free_bytes_urgent: float = 1e9
    free_bytes_clear: float = 6e9
    job_fails: timedelta = timedelta(minutes=15)
    backup_age: timedelta = timedelta(days=3)
    backup_age_urgent: timedelta = timedelta(days=14)
    first_backup: timedelta = timedelta(days=7)


def judge(state: CollectorState, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for each part."""
    yield from _inbox(state, limits, now)
    yield from _series(state, limits, now)
    yield from _disk(state, limits)
    yield from _jobs(state, limits, now)
    yield from _backup(state, limits, now)
    if state.letters_reason:
        yield Finding(
            _LETTERS, Severity.WARNING,
            say("Letters about alerts cannot be delivered: {reason}", reason=state.letters_reason),
            say("Check the address and password it sends with under [notify], and send a test letter."),
            value=1.0, limit=0.0,
        )  # fmt: skip


def covers(state: CollectorState) -> Iterator[Subject]:
    """The parts that are known."""
    if state.inbox_depth is not None:
        yield _INBOX
    if state.series_reason is not None:
        yield _SERIES
    if state.home_free_bytes is not None:
        yield _DISK
    if state.jobs is not None:
        yield _JOBS
    if state.backups_known:
        yield _BACKUP
    if state.letters_reason is not None:
        yield _LETTERS


def _inbox(state: CollectorState, limits: Limits, now: datetime) -> Iterator[Finding]:
    if state.inbox_depth is None:
        return
    waited = now - state.inbox_oldest if state.inbox_oldest is not None else timedelta(0)
    if waited <= limits.inbox_clear and state.inbox_depth <= limits.inbox_depth_clear:
        return
    yield Finding(
        _INBOX,
        Severity.URGENT if waited > limits.inbox_waits_urgent else Severity.WARNING,
        say(
            "{count} entries wait for the series store, the oldest for {time}",
            count=state.inbox_depth,
            time=Lasting(max(0.0, waited.total_seconds())),
        ),
        say(
            "Nothing is lost, but the ledger grows. See whether the series store runs and has room: schoolwacht doctor"
        ),
        value=waited.total_seconds(),
        limit=limits.inbox_waits.total_seconds(),
        opens=_inbox_is_ill(state, waited, limits),
    )


def _inbox_is_ill(state: CollectorState, waited: timedelta, limits: Limits) -> bool:
    """While the store is away, an alert says so already; only that it has been for a day is worth another."""
    if state.series_reason:
        return waited > limits.inbox_waits_urgent
    return waited > limits.inbox_waits or (state.inbox_depth or 0) > limits.inbox_depth


def _series(state: CollectorState, limits: Limits, now: datetime) -> Iterator[Finding]:
    if not state.series_reason:
        return
    away = now - (state.series_away_since or now)
    yield Finding(
        _SERIES,
        Severity.WARNING,
        say("The series store does not answer: {reason}", reason=state.series_reason),
        say("Start it again. Alerts on facts go on meanwhile; charts and forecasts wait, and no number is lost."),
        value=away.total_seconds(),
        limit=limits.series_away.total_seconds(),
        opens=away > limits.series_away,
    )


def _disk(state: CollectorState, limits: Limits) -> Iterator[Finding]:
    free = state.home_free_bytes
    if free is None or free >= limits.free_bytes_clear:
        return
    urgent = free < limits.free_bytes_urgent
    yield Finding(
        _DISK,
        Severity.URGENT if urgent else Severity.WARNING,
        say("Schoolwacht has only {free} left on its disk", free=Bytes(free)),
        say("Make room on that disk, or move the home of Schoolwacht to a larger one. Full, it can store nothing."),
        value=float(free),
        limit=limits.free_bytes_urgent if urgent else limits.free_bytes,
        opens=free < limits.free_bytes,
    )


def _jobs(state: CollectorState, limits: Limits, now: datetime) -> Iterator[Finding]:
    """The job that has been failing for longest: what broke first is often why the others fail."""
    failing = [
        (job.failing_since, job.name, job.reason)
        for job in state.jobs or ()
        if job.failing_since is not None and job.reason != state.series_reason  # that has an alert of its own
    ]
    if not failing:
        return
    since, name, reason = min(failing)
    lasted = now - since
    yield Finding(
        _JOBS,
        Severity.WARNING,
        say(
            "The job {job} has failed for {time}: {reason}",
            job=name,
            time=Lasting(max(0.0, lasted.total_seconds())),
            reason=reason,
        ),
        say("Run schoolwacht doctor. If it finds nothing, restart the collector and report what is said here."),
        value=lasted.total_seconds(),
        limit=limits.job_fails.total_seconds(),
        opens=lasted > limits.job_fails,
    )


def _backup(state: CollectorState, limits: Limits, now: datetime) -> Iterator[Finding]:
    if not state.backups_known:
        return
    since = state.last_backup or state.running_since
    if since is None:
        return
    age, allowed = now - since, limits.backup_age if state.last_backup else limits.first_backup
    if age <= allowed:
        return
    urgent = age > limits.backup_age_urgent
    yield Finding(
        _BACKUP,
        Severity.URGENT if urgent else Severity.WARNING,
        _about_backup(state.last_backup),
        say("Run schoolwacht backup, keep the file on another machine, and see why the daily one does not run."),
        value=age.total_seconds(),
        limit=(limits.backup_age_urgent if urgent else allowed).total_seconds(),
    )


def _about_backup(last: datetime | None) -> Message:
    if last is None:
        return say("There is no back-up of Schoolwacht itself yet")
    return say("The last back-up of Schoolwacht itself is of {moment}", moment=Moment(last))


RULE = Rule(
    name="collector_health",
    title=say("Schoolwacht itself"),
    about=say("Something of Schoolwacht itself does not work, so other alerts may come late or not at all."),
    source="A monitor must be monitored: Beszel and Uptime Kuma send heartbeats out for it; limits as in doctor.",
    question=Collector(),
    limits=Limits(),
    judge=judge,
    covers=covers,
    hold=timedelta(minutes=3),
    clear=timedelta(minutes=5),
)
