"""The agent on a simulated machine: starts with it, measures, and keeps what it measured until that was stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from schoolwacht_protos.v1.ingest_pb2 import Event, Payload, TableUpdate
from schoolwacht_simulator.backups import runs_between, standing
from schoolwacht_simulator.days import Session
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.facts import BACKUPS, TABLES
from schoolwacht_simulator.gauges.frame import Instruments
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.gauges.own import SAMPLES_A_BATCH, Counters, dropped_batches
from schoolwacht_simulator.inventory.table import Table
from schoolwacht_simulator.outbox import Dropped, Outbox
from schoolwacht_simulator.tables import EVERY_TABLE, Memory

LOOK_EVERY_MS = 6 * 3_600_000
DAY_MS = 86_400_000
"""How often it looks at what hardly ever changes while a machine is on."""


class Agent:
    """One machine's agent. All moments are those of the school; the machine's own clock may be far off."""

    def __init__(
        self, device: SimulatedDevice, new_spool_id: Callable[[], bytes], original: Agent | None = None
    ) -> None:
        self.device = device
        self._original = original
        self.outbox = Outbox(new_spool_id)
        self.counters = Counters()
        self._instruments = Instruments(device, self.counters)
        self._memory = Memory()
        self._session: Session | None = None
        self._looked_ms = self._measured_ms = self._proved_ms = 0
        self._told_of_loss = False
        self.greeted = False
        self.config_revision = 0
        self._wanted: tuple[str, ...] = ()
        self.outbox.learn(self._instruments.dictionary, self._instruments.definition)

    def live(self, after_ms: int, until_ms: int) -> bool:
        """Lives from one moment until another: measures once if the machine was on. Gives whether it was."""
        session = None
        if until_ms >= self.device.appears_ms:
            session = self.device.timetable.session_in(after_ms, until_ms)
        if session is None:
            return False
        moment_ms = max(session.boot_ms, min(until_ms, session.off_ms) - self.device.phase_ms)
        if self._session is None or session.boot_ms != self._session.boot_ms:
            self._start(session)
        elif moment_ms <= self._measured_ms:
            return session.off_ms > until_ms
        self.measure(moment_ms, session.boot_ms)
        return True

    def measure(self, moment_ms: int, boot_ms: int) -> None:
        """One frame of everything, tables that are due or changed, and what happened since the time before."""
        now = self._instruments.now(moment_ms, boot_ms)
        self._facts(now)
        self.counters.spool_batches, self.counters.spool_bytes = len(self.outbox), self.outbox.bytes
        dropped = self.outbox.add(self._instruments.payload(now), moment_ms, self._instruments.dictionary)
        if dropped is not None:
            self._tell_dropped(dropped, moment_ms)
        self._measured_ms = moment_ms

    def begin(self, boot_ms: int) -> None:
        """Starts with the machine."""
        self._start(Session(boot_ms, 2**62))

    def resend(self, tables: tuple[str, ...]) -> None:
        """The collector asked for these tables; they go as a whole with the next measurement."""
        for table in tables:
            self._memory.forget(table)
        self._wanted = tables

    def own_clock_ms(self, now_ms: int) -> int:
        """What the machine's clock says."""
        return now_ms - self.device.ailments.clock_behind_ms + self.device.seed % 900 - 450

    # ------------------------------------------------------------------------------------------------------ inside

    def _start(self, session: Session) -> None:
        again = self._session is not None
        self._session = session
        self._looked_ms, self._told_of_loss, self.greeted, self.config_revision = 0, False, False, 0
        for name in vars(self.counters):
            setattr(self.counters, name, 0)
        if self.device.forgets:
            self.outbox.forget_all()
            self._memory = Memory()
        if again:
            self.outbox.restart()
        if self._original is not None:
            # The disk was copied a moment ago: the next number is one that the original has used meanwhile.
            self.outbox.become(self._original.outbox)
            self._original = None

    def _facts(self, now: Now) -> None:
        due = self._looked_ms == 0 or now.ms - self._looked_ms >= LOOK_EVERY_MS
        wanted = due or EVERY_TABLE in self._wanted
        tables = [table for table in TABLES if wanted or table.name in self._wanted]
        if self.device.ailments.jobs:
            tables.append(BACKUPS)
        found = [update for table in tables if (update := self._look_at(table, now)) is not None]
        events = self._events(now)
        if due:
            self._looked_ms = now.ms
        self._wanted = ()
        if found or events:
            self.outbox.add(Payload(tables=found, events=events).SerializeToString(), now.ms)
        elif due and now.ms - self._proved_ms >= DAY_MS:
            self._proved_ms = now.ms
            proof = Payload(inventory=self._memory.fingerprint(), inventory_at_ms=now.ms)
            self.outbox.add(proof.SerializeToString(), now.ms)

    def _look_at(self, table: Table, now: Now) -> TableUpdate | None:
        rows = list(table.rows(self.device, now))
        return self._memory.update(table, rows, now.ms) if rows or table.tells_none else None

    def _events(self, now: Now) -> list[Event]:
        events = []
        if self._measured_ms:
            for job in self.device.ailments.jobs:
                for run_ms in runs_between(job, self._measured_ms, now.ms):
                    told = {"job": job.name, "result": standing(job, run_ms).result, "finished_ms": str(run_ms)}
                    events.append(self._event("backup_report", run_ms, told))
        lost = dropped_batches(self.device, now)
        if lost and not self._told_of_loss:
            self._told_of_loss = True
            dropped = Dropped(lost, now.ms - lost * 360_000, now.ms)
            events.append(self._loss("disk", dropped, lost * SAMPLES_A_BATCH, now.ms))
        return events

    def _tell_dropped(self, dropped: Dropped, now_ms: int) -> None:
        samples = dropped.batches * self._instruments.samples
        self.counters.dropped_batches += dropped.batches
        self.counters.dropped_samples += samples
        event = self._loss("full", dropped, samples, now_ms)
        self.outbox.add(Payload(events=[event]).SerializeToString(), now_ms)

    def _loss(self, reason: str, dropped: Dropped, samples: int, at_ms: int) -> Event:
        told = {
            "reason": reason, "batches": str(dropped.batches), "samples": str(samples),
            "from_ms": str(dropped.from_ms), "to_ms": str(dropped.to_ms),
        }  # fmt: skip
        return self._event("spool_dropped", at_ms, told)

    def _event(self, name: str, at_ms: int, told: dict[str, str]) -> Event:
        # The same machine, event and moment are the same event, also after a restart of the simulator.
        words = f"{self.device.key} {name} {at_ms} {sorted(told.items())}"
        return Event(
            id=hashlib.sha256(words.encode()).digest()[:16], name=name, happened_at_ms=at_ms,
            keys=list(told), values=list(told.values()),
        )  # fmt: skip
