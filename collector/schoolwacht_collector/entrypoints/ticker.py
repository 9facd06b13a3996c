"""Runs what must happen again and again: draining, judging, delivering, tidying.

APScheduler follows the wall clock: set back one hour, it would sleep for an hour. So a monotonic watchdog notices a
jump and lets every job run at once. This is the collector's one place that catches everything: a job that fails is
logged and runs again next time.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from schoolwacht_collector.ports import Busy

log = structlog.get_logger()

JUMP = 5.0
"""Seconds that wall clock and monotonic clock may part between two looks before we call it a jump."""
LOOK_EVERY = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do, and how often."""

    name: str
    every: timedelta
    run: Callable[[], object]


class Ticker:
    """Runs jobs in threads, each never twice at once."""

    def __init__(self, jobs: Mapping[str, Job] | list[Job], wall: Callable[[], datetime] | None = None) -> None:
        self._jobs = list(jobs.values()) if isinstance(jobs, Mapping) else list(jobs)
        self._wall = wall or (lambda: datetime.now(UTC))
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(max(4, len(self._jobs)))},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )
        self._stopping = threading.Event()
        self._watchdog = threading.Thread(target=self._watch, name="ticker-watchdog", daemon=True)
        self.last_run: dict[str, datetime] = {}
        self.last_error: dict[str, str] = {}

    def start(self) -> None:
        """Every job runs at once, then at its rhythm."""
        for job in self._jobs:
            self._scheduler.add_job(
                self._run, "interval", [job], id=job.name, seconds=job.every.total_seconds(), next_run_time=self._wall()
            )
        self._scheduler.start()
        self._watchdog.start()

    def stop(self) -> None:
        """Waits for jobs that are running."""
        self._stopping.set()
        self._scheduler.shutdown(wait=True)

    def _run(self, job: Job) -> None:
        try:
            job.run()
        except Busy as behind:
            self.last_error[job.name] = str(behind)
            log.warning("ticker.busy", job=job.name, why=str(behind))
        except Exception as flaw:
            self.last_error[job.name] = repr(flaw)
            log.exception("ticker.failed", job=job.name)
        else:
            self.last_error.pop(job.name, None)
        self.last_run[job.name] = self._wall()

    def _watch(self) -> None:
        wall, steady = self._wall(), time.monotonic()
        while not self._stopping.wait(LOOK_EVERY):
            now, passed = self._wall(), time.monotonic() - steady
            if abs((now - wall).total_seconds() - passed) > JUMP:
                log.warning("ticker.clock_jumped", seconds=round((now - wall).total_seconds() - passed))
                for job in self._jobs:
                    self._scheduler.modify_job(job.name, next_run_time=now)
            wall, steady = now, time.monotonic()
