"""When probes run: one job for each distinct rhythm, at once at the start, then at this device's own phase.

APScheduler follows the wall clock: set back an hour it would not run for an hour. So the trigger here never looks at
the run before, and `realign` is called when the clock was seen to jump.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from threading import Lock

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger

from schoolwacht_agent.orders import ProbeOrder
from schoolwacht_agent.probe import Probe

log = logging.getLogger(__name__)

WORKERS = {"default": 2, "apart": 1}
"""Two for the quick rhythms; what looks apart waits in a row of its own, since one child runs at a time."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Rhythm(BaseTrigger):  # type: ignore[misc]  # APScheduler 3 has no types
    """Fires every so often, at a phase of its own within the interval, never for a moment that is past."""

    def __init__(self, every: timedelta, phase: timedelta) -> None:
        self.every = every
        self.phase = phase % every

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime:
        """The next moment after now that lies on the phase."""
        done = (now - _EPOCH - self.phase) // self.every
        return _EPOCH + self.phase + (done + 1) * self.every

    def __str__(self) -> str:
        return f"every {self.every}"


class Schedule:
    """Runs rounds of probes, each rhythm by itself."""

    def __init__(
        self,
        probes: Mapping[str, Probe],
        run: Callable[[Sequence[Probe]], None],
        ran: Callable[[bool], None],
        share: Callable[[timedelta], timedelta],
        own: Mapping[str, ProbeOrder],
    ) -> None:
        """Takes its parts.

        `run` is a round, `ran` is told after it whether it is urgent, `share` gives this device's part of a time, `own`
        is what this machine's configuration says of its probes.
        """
        self._probes = probes
        self._run = run
        self._ran = ran
        self._share = share
        self._own = own
        self._groups: dict[tuple[timedelta, bool], list[Probe]] = {}
        self._begun: set[str] = set()
        self._locks: dict[str, Lock] = {name: Lock() for name in probes}
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={name: ThreadPoolExecutor(workers) for name, workers in WORKERS.items()},
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def start(self) -> None:
        """Begins, with a first round of everything right away."""
        self._scheduler.start()

    def apply(self, orders: Mapping[str, ProbeOrder]) -> None:
        """Groups the probes by rhythm anew. What this machine's own configuration says goes before an order."""
        groups = defaultdict(list)
        for name in orders.keys() - self._probes.keys():
            log.info("the collector names a probe that this agent does not have: %s", name)
        for name, probe in self._probes.items():
            order = self._own.get(name) or orders.get(name) or ProbeOrder()
            if order.enabled:
                every = timedelta(seconds=order.every_seconds) if order.every_seconds else probe.every
                groups[every, probe.apart].append(probe)
        if groups == self._groups:
            return
        self._groups = dict(groups)
        self._scheduler.remove_all_jobs()
        for (every, apart), group in sorted(groups.items(), key=lambda one: one[0]):
            self._scheduler.add_job(
                self._round,
                Rhythm(every, self._share(every)),
                args=(group,),
                id=f"{every.total_seconds():g}{' apart' if apart else ''}",
                name=f"every {every}",
                executor="apart" if apart else "default",
                next_run_time=datetime.now(UTC),
            )

    def run_now(self, name: str) -> None:
        """Runs one probe at once, outside its rhythm, because something happened that it tells of."""
        if any(probe.name == name for group in self._groups.values() for probe in group):
            self._scheduler.add_job(
                self._round,
                args=([self._probes[name]],),
                kwargs={"urgent": True},
                id=f"now {name}",
                replace_existing=True,
                executor="apart" if self._probes[name].apart else "default",
            )

    @contextmanager
    def not_running(self, name: str) -> Iterator[None]:
        """Waits until a probe does not run, and keeps it from running meanwhile."""
        with self._locks.get(name) or nullcontext():
            yield

    def realign(self) -> None:
        """The wall clock was set: every job gets its next moment by what it says now."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            if isinstance(job.trigger, Rhythm):
                job.modify(next_run_time=job.trigger.get_next_fire_time(None, now))
        self._scheduler.wakeup()

    def stop(self) -> None:
        """Begins no round any more; one that runs is not waited for, since it leaves nothing half done."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    def _round(self, group: Sequence[Probe], *, urgent: bool = False) -> None:
        # A probe that is asked for at once may just be running; two looks at a time would confuse one that counts.
        with ExitStack() as held:
            for probe in group:
                held.enter_context(self._locks[probe.name])
            self._run(group)
        # What the first rounds found is worth a call of its own: somebody may be waiting to see this machine appear.
        first = not self._begun.issuperset(probe.name for probe in group)
        self._begun.update(probe.name for probe in group)
        self._ran(urgent or first)
