"""The backup jobs of a server and how their newest run went: a pure function of the moment.

A job may stop running, fail, or make backups with nothing in them, each from some moment on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from schoolwacht_simulator.chance import between
from schoolwacht_simulator.days import day_of, midnight_ms

DAY_SECONDS = 86_400
_LOOK_BACK = timedelta(days=40)


@dataclass(frozen=True, slots=True)
class Job:
    """A backup that runs every day, or every week on one weekday, so many minutes after midnight.

    `trouble` is "stops", "fails" or "empty", from `trouble_ms` on.
    """

    name: str
    minute: int
    size: int
    weekday: int | None = None
    trouble: str = ""
    trouble_ms: int = 2**62
    message: str = ""
    tool: str | None = None
    target: str = "local"
    items: int | None = None

    @property
    def every_seconds(self) -> int:
        """How often it ought to succeed."""
        return DAY_SECONDS if self.weekday is None else 7 * DAY_SECONDS


@dataclass(frozen=True, slots=True)
class Standing:
    """How the newest run of a job went."""

    result: str
    last_try_ms: int
    last_good_ms: int
    size: int
    message: str


def standing(job: Job, now_ms: int) -> Standing:
    """The state of a job at a moment. Jobs ran long before the story begins."""
    stops = job.trouble == "stops"
    good = next(_runs(job, min(now_ms, job.trouble_ms)))
    if stops or not job.trouble:
        return Standing("ok", good, good, _size(job, good), "")
    last = next(_runs(job, now_ms))
    if last <= good:
        return Standing("ok", good, good, _size(job, good), "")
    size = 0 if job.trouble == "empty" else _size(job, good)
    return Standing("failed", last, good, size, job.message)


def runs_between(job: Job, after_ms: int, until_ms: int) -> list[int]:
    """When it ran after one moment and until another."""
    found = []
    for run in _runs(job, until_ms):
        if run <= after_ms:
            break
        if job.trouble != "stops" or run < job.trouble_ms:
            found.append(run)
    return found[::-1]


def first_run(job: Job, at_ms: int) -> int:
    """The first time at or after a moment at which it should run."""
    day = day_of(at_ms)
    while (run := _at(job, day)) < at_ms or not _runs_on(job, day):
        day += timedelta(days=1)
    return run


def _runs(job: Job, until_ms: int) -> Iterator[int]:
    """Its runs, the newest first."""
    day = day_of(until_ms)
    oldest = day - _LOOK_BACK
    while day >= oldest:
        if _runs_on(job, day) and (run := _at(job, day)) <= until_ms:
            yield run
        day -= timedelta(days=1)


def _runs_on(job: Job, day: date) -> bool:
    return job.weekday is None or day.weekday() == job.weekday


def _at(job: Job, day: date) -> int:
    return midnight_ms(day) + job.minute * 60_000


def _size(job: Job, run_ms: int) -> int:
    """A little more or less than the run before, as backups are."""
    return int(job.size * between(0.97, 1.03, job.name, run_ms))
