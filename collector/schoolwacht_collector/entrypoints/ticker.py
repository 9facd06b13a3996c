"""Runs what must happen again and again: draining, judging, delivering, tidying.

APScheduler follows the wall clock: set back one hour, it would sleep for an hour. So a monotonic watchdog notices a
jump and lets every job run at once. This is the collector's one place that catches everything: a job that fails is
logged and runs again next time. Rhythms go by the machine's clock; what a job did is stamped by the school's, which in
a played school is another.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from schoolwacht_collector.ports import Busy

log = structlog.get_logger()

JUMP = 5.0
"""Seconds that wall clock and monotonic clock may part between two looks before we call it a jump."""
LOOK_EVERY = 2.0
STOP_SECONDS = 5.0
"""How long a job that runs may go on when the collector stops. Whatever it was at is done again next time."""
LATE = 60.0
"""Seconds a job may be late before the scheduler counts as dead."""


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do, and how often. One that takes longer than `patience` hangs."""

    name: str
    every: timedelta
    run: Callable[[], object]
    patience: timedelta = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Work:
    """How one job has fared. `begun` and `ended` are monotonic seconds; `last_run` is the school's time."""

    begun: float
    ended: float | None = None
    last_run: datetime | None = None
    seconds: float = 0.0
    runs: int = 0
    failures: int = 0
    error: str = ""

    @property
    def running(self) -> bool:
        """Whether it is at it now."""
        return self.ended is None


class Ticker:
    """Runs jobs in threads, each never twice at once."""

    def __init__(
        self,
        jobs: Mapping[str, Job] | list[Job],
        clock: Callable[[], datetime] | None = None,
        *,
        wall: Callable[[], datetime] | None = None,
    ) -> None:
        self._jobs = list(jobs.values()) if isinstance(jobs, Mapping) else list(jobs)
        self._wall = wall or (lambda: datetime.now(UTC))
        self._clock = clock or self._wall
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max(4, len(self._jobs)))},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._stopping = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="ticker-watchdog", daemon=True)
        self._work: dict[str, Work] = {}
        self._started = 0.0
        self.last_jump: datetime | None = None
        """When the machine's clock was last set while we ran."""

    @property
    def last_run(self) -> dict[str, datetime]:
        """When each job last came to an end."""
        return {name: work.last_run for name, work in self._work.copy().items() if work.last_run is not None}

    @property
    def last_error(self) -> dict[str, str]:
        """What went wrong in the last run of each job that failed."""
        return {name: work.error for name, work in self._work.copy().items() if work.error}

    def work(self) -> Mapping[str, Work]:
        """How every job has fared that began at least once."""
        return self._work.copy()

    def stuck(self) -> Sequence[str]:
        """A sentence for every job that hangs or does not get its turn: reasons to start the collector anew."""
        now, found = time.monotonic(), []
        for job in self._jobs if self._started else []:
            work = self._work.get(job.name)
            begun = work.begun if work else self._started
            if work is not None and work.running:
                if now - begun > job.patience.total_seconds():
                    found.append(f"the job {job.name} has been running for {now - begun:.0f} s")
            elif now - begun > job.every.total_seconds() + (work.seconds if work else 0) + LATE:
                found.append(
                    f"the job {job.name} should have begun {now - begun - job.every.total_seconds():.0f} s ago"
                )
        return found

    def start(self) -> None:
        """Every job runs at once, then at its rhythm."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._run, "interval", [job], id=job.name, seconds=job.every.total_seconds(), next_run_time=self._wall()
            )
        self._started = time.monotonic()
        self._scheduler.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Begins nothing more, and waits a while for jobs that run."""
        self._stopping.set()
        self._scheduler.pause()
        self._scheduler.shutdown(wait=False)
        deadline = time.monotonic() + STOP_SECONDS
        while (left := self.running()) and time.monotonic() < deadline:
            time.sleep(0.02)
        if left:
            log.warning("ticker.left_behind", jobs=left)

    def running(self) -> Sequence[str]:
        """The jobs that are at it now."""
        return [name for name, work in self._work.copy().items() if work.running]

    def _run(self, job: Job) -> None:
        if self._stopping.is_set():
            return
        before = self._work.get(job.name) or Work(0.0)
        begun = time.monotonic()
        self._work[job.name] = replace(before, begun=begun, ended=None)
        error = self._error_of(job)
        ended = time.monotonic()
        self._work[job.name] = Work(
            begun, ended, self._clock(), ended - begun, before.runs + 1, before.failures + bool(error), error
        )

    def _error_of(self, job: Job) -> str:
        """Does the job; what went wrong, if anything did."""
        try:
            job.run()
        except Busy as behind:
            log.warning("ticker.busy", job=job.name, why=str(behind))
            return str(behind)
        except Exception as flaw:
            log.exception("ticker.failed", job=job.name)
            return repr(flaw)
        return ""

    def _watch(self) -> None:
        wall, steady = self._wall(), time.monotonic()
        while not self._stopping.wait(LOOK_EVERY):
            now, passed = self._wall(), time.monotonic() - steady
            if abs((now - wall).total_seconds() - passed) > JUMP:
                log.warning("ticker.clock_jumped", seconds=round((now - wall).total_seconds() - passed))
                self.last_jump = self._clock()
                for job in self._jobs:
                    self._scheduler.modify_job(job.name, next_run_time=now)
            wall, steady = now, time.monotonic()
