"""One round: the probes of one rhythm look at the machine, one after the other, and what they found goes to the spool.

All numbers of a round bear the same moment and travel as one frame. A probe that fails is counted, logged when the
failure changes, and stops nothing else.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from threading import RLock

from schoolwacht_agent import tables
from schoolwacht_agent.clock import Clock, milliseconds
from schoolwacht_agent.facts import PackedFacts, pack_events, pack_inventory, pack_table
from schoolwacht_agent.frames import pack
from schoolwacht_agent.looking import Look, look
from schoolwacht_agent.probe import (
    BackupReport,
    Cell,
    Event,
    Finding,
    FreshnessCheck,
    Missing,
    Probe,
    Reading,
    Row,
    Surroundings,
    Table,
)
from schoolwacht_agent.probe_states import PROBE_STATES, ProbeStates
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.survey_lines import Told
from schoolwacht_agent.tally import Tally

log = logging.getLogger(__name__)

SLOW_SECONDS = 20.0
"""A probe that takes longer keeps the others of its rhythm waiting, and somebody should know."""
TABLE = "table/"
PROVED = "inventory proved"
EVERY_TABLE = "*"
"""What the collector asks for when its fingerprint of all tables is another."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What the probes of one round found."""

    readings: list[Reading] = field(default_factory=list)
    rows: dict[str, tuple[Table, list[Row]]] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)

    def add(self, probe: Probe, found: Iterable[Finding]) -> None:
        """Takes in what one probe found. A table that it emits and has no rows for is empty."""
        told = list(found)
        missing = {finding.table.name for finding in told if isinstance(finding, Missing)}
        for item in probe.emits:
            if isinstance(item, Table) and item.name not in missing:
                self.rows.setdefault(item.name, (item, []))
        for finding in told:
            if isinstance(finding, Missing) or (isinstance(finding, Row) and finding.table.name in missing):
                continue
            if isinstance(finding, Reading):
                self.readings.append(finding)
            elif isinstance(finding, Row):
                self.rows.setdefault(finding.table.name, (finding.table, []))[1].append(finding)
            else:
                self.events.append(finding)

    def add_rows(self, rows: Iterable[Row]) -> None:
        """Takes in rows that no probe emits."""
        for row in rows:
            self.rows.setdefault(row.table.name, (row.table, []))[1].append(row)


LookApart = Callable[[Sequence[Probe], datetime], Iterable[Told]]
"""Lets probes look in a child, and tells what each found."""


def _nobody(_probes: Sequence[Probe], _now: datetime) -> Iterable[Told]:
    return ()


class Rounds:
    """Runs probes and queues what they found."""

    def __init__(
        self,
        spool: Spool,
        clock: Clock,
        tally: Tally,
        home: Path,
        checks: Sequence[FreshnessCheck] = (),
        reports: Callable[[], Sequence[BackupReport]] = tuple,
        apart: LookApart = _nobody,
    ) -> None:
        self._spool = spool
        self._clock = clock
        self._tally = tally
        self._home = home
        self._checks = tuple(checks)
        self._reports = reports
        self._apart = apart
        self.programs: Mapping[str, tuple[str, ...]] = {}
        """Whose minutes are counted, by order of the collector."""
        self._proved_ms: int | None = None
        self._states = ProbeStates(spool.recall(TABLE + PROBE_STATES.name))
        self._flaws: dict[str, str] = {}
        # What is remembered of a table and the batch that changes it are one thing, also for two rounds at a time.
        self._queueing = RLock()

    def run(self, probes: Iterable[Probe]) -> None:
        """One round, now. Those that look apart are asked together, so that one child does for all of them."""
        now = self._clock.now()
        findings = Findings()
        here, apart = [], {}
        for probe in probes:
            if probe.apart:
                apart[probe.name] = probe
            else:
                here.append(probe)
        for probe in here:
            began = self._clock.steady()
            seen = look(probe, self._surroundings(now))
            self._take_in(findings, probe, seen, self._clock.steady() - began, now)
        began = self._clock.steady()
        for told in self._apart(list(apart.values()), now):
            ended = self._clock.steady()
            self._take_in(findings, apart[told.name], told.seen, ended - began, now)
            began = ended
        self.queue(findings, milliseconds(now))

    def queue(self, findings: Findings, now_ms: int) -> bool:
        """Puts findings into the spool: one frame, a batch for each table that changed, the events together."""
        packed = pack(findings.readings, now_ms)
        if packed.unfit:
            self._tally.add("unfit_readings", packed.unfit)
        with self._queueing:
            facts, notes = self._changed(findings.rows.values(), now_ms)
            facts += pack_events(findings.events, now_ms)
            if self._proof_is_due(now_ms, quiet=not facts):
                facts += self._proof(now_ms)
                notes[PROVED] = str(now_ms).encode()
            if not (packed.frames or facts or notes):
                return True
            self._tally.add("table_bytes", sum(len(fact.payload) for fact in facts))
            return self._spool.append(now_ms, packed.frames, facts, notes)

    def resend(self, names: Collection[str]) -> None:
        """Queues all rows of tables that the collector asked for, unless they are in the queue already."""
        now_ms = milliseconds(self._clock.now())
        with self._queueing:
            for name in self._held_tables() if EVERY_TABLE in names else names:
                kept = self._spool.recall(TABLE + name)
                if kept is None or self._spool.snapshot_waits(name):
                    continue
                batch, held = pack_table(tables.everything(tables.Held.from_bytes(kept)))
                self._spool.append(now_ms, facts=[batch], notes={TABLE + name: held.to_bytes()})

    def _held_tables(self) -> list[str]:
        return [name.removeprefix(TABLE) for name in self._spool.recall_all(TABLE)]

    def _proof_is_due(self, now_ms: int, *, quiet: bool) -> bool:
        """Once a day, in a round that changed nothing; the very first round begins to count."""
        if self._proved_ms is None:
            kept = self._spool.recall(PROVED)
            self._proved_ms = int(kept) if kept else 0
        due = quiet and not 0 <= now_ms - self._proved_ms < tables.A_DAY_MS
        if due or not self._proved_ms:
            self._proved_ms = now_ms
            return True
        return False

    def _proof(self, now_ms: int) -> list[PackedFacts]:
        """The fingerprint of all tables; none before there are tables."""
        held = [tables.Held.from_bytes(kept) for kept in self._spool.recall_all(TABLE).values()]
        return [pack_inventory(tables.fingerprint(held), now_ms)] if held else []

    def take_away(self, table: str, cells: Mapping[str, Cell]) -> bool:
        """Removes the rows with these cells from a table that keeps its rows."""
        now_ms = milliseconds(self._clock.now())
        with self._queueing:
            kept = self._spool.recall(TABLE + table)
            update = tables.without(tables.Held.from_bytes(kept), cells, now_ms) if kept else None
            if update is None:
                return True
            batch, held = pack_table(update)
            return self._spool.append(now_ms, facts=[batch], notes={TABLE + table: held.to_bytes()})

    def _surroundings(self, now: datetime) -> Surroundings:
        depth = self._spool.depth()
        counters = {
            **dict.fromkeys(("dropped_samples", "dropped_batches", "refused_batches", "pushes", "push_failures"), 0),
            "probe_failures": 0,
            "table_bytes": 0,
            **self._tally.counts(),
            "spool_batches": depth.batches,
            "spool_bytes": depth.size_bytes,
        }
        return Surroundings(now, self._home, self._checks, tuple(self._reports()), counters, self.programs)

    def _take_in(self, findings: Findings, probe: Probe, seen: Look, took: float, now: datetime) -> None:
        """What a probe found; its failures are counted, and told when they change."""
        flaw = seen.flaw
        if flaw:
            self._tally.add("probe_failures")
        elif took > max(SLOW_SECONDS, probe.patience.total_seconds()):
            self._tally.add("slow_probes")
            flaw = "slow"
        if flaw != self._flaws.get(probe.name, ""):
            self._tell(probe.name, flaw, took)
        self._flaws[probe.name] = flaw
        if seen.found is not None:
            findings.add(probe, seen.found)
        findings.add_rows(self._states.of(probe, seen, now))

    def _tell(self, name: str, flaw: str, took: float) -> None:
        if not flaw:
            log.info("probe %s is well again", name)
        elif flaw == "slow":
            log.warning("probe %s took %.0f s and kept the others waiting", name, took)
        else:
            log.error("probe %s failed: %s", name, flaw)

    def _changed(
        self, found: Iterable[tuple[Table, list[Row]]], now_ms: int
    ) -> tuple[list[PackedFacts], dict[str, bytes | None]]:
        """A batch for each table that changed, and what to remember of it in the same transaction."""
        facts: list[PackedFacts] = []
        notes: dict[str, bytes | None] = {}
        for table, rows in found:
            kept = self._spool.recall(TABLE + table.name)
            before = tables.Held.from_bytes(kept) if kept else None
            update = tables.update(tables.look_at(table, rows, now_ms), before)
            if update is not None:
                batch, held = pack_table(update)
                facts.append(batch)
                notes[TABLE + table.name] = held.to_bytes()
        return facts, notes
