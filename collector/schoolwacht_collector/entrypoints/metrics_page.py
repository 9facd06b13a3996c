"""The collector's own numbers as Prometheus reads them: text format 0.0.4, written by hand.

https://github.com/prometheus/docs/blob/main/content/docs/instrumenting/exposition_formats.md. The client library would
cost 14 MiB of memory for what is thirty lines of text.
"""

from __future__ import annotations

import platform
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psutil

from schoolwacht_collector.domain.alerts import Severity
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.entrypoints.vitals import Counts, Vitals, size_of
from schoolwacht_collector.ports import Busy

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
Labels = tuple[tuple[str, str], ...]
Ends = Callable[[], Mapping[str, datetime]]
"""When which certificate ends."""


@dataclass(frozen=True, slots=True)
class Family:
    """One metric with all its samples."""

    name: str
    kind: str
    text: str
    samples: Sequence[tuple[Labels, float]]


@dataclass(frozen=True, slots=True)
class MetricsPage:
    """Collects the numbers and writes the page."""

    vitals: Vitals
    home: Path
    version: str
    ends: Ends

    def text(self) -> str:
        """The page. A ledger that does not answer costs its numbers, not the page."""
        try:
            counts = self.vitals.counts()
        except Busy:
            counts = None
        families = [*self._always(counts is not None), *self._jobs()]
        if counts is not None:
            families += _of_ledger(counts, self.vitals)
        return "".join(written(family) for family in families)

    def _always(self, answers: bool) -> Iterator[Family]:  # noqa: FBT001 - one fact
        process = psutil.Process()
        build = (("version", self.version), ("python", platform.python_version()))
        yield _one("build_info", "gauge", "Release of the collector; always 1.", 1, build)
        yield _one("ledger_answers", "gauge", "Whether the ledger could be read just now.", float(answers))
        if self.vitals.started_at is not None:
            yield _one("start_time_seconds", "gauge", "When it began to run.", self.vitals.started_at.timestamp())
        yield _one("ledger_bytes", "gauge", "Size of the ledger with its log.", size_of(self.home / "ledger.db"))
        yield _one("series_bytes", "gauge", "Size of the embedded series store.", size_of(self.home / "series.db"))
        yield _one("home_free_bytes", "gauge", "Room on the volume of the home.", shutil.disk_usage(self.home).free)
        yield _many(
            "batches_total", "counter", "Batches answered since the start.", "outcome", dict(self.vitals.batches)
        )
        ends = {name: moment.timestamp() for name, moment in self.ends().items()}
        yield _many("certificate_end_time_seconds", "gauge", "When a certificate ends.", "certificate", ends)
        yield Family("process_resident_memory_bytes", "gauge", "Memory in use.", [((), process.memory_info().rss)])
        times = process.cpu_times()
        yield Family("process_cpu_seconds_total", "counter", "Processor time.", [((), times.user + times.system)])
        yield Family("process_open_fds", "gauge", "Open files and connections.", [((), process.num_fds())])
        yield Family("process_start_time_seconds", "gauge", "When the process began.", [((), process.create_time())])

    def _jobs(self) -> Iterator[Family]:
        ticker = self.vitals.ticker
        if ticker is None:
            return
        work = sorted(ticker.work().items())
        last = {name: one.last_run.timestamp() for name, one in work if one.last_run is not None}
        yield _many("job_last_run_time_seconds", "gauge", "When a job last ended.", "job", last)
        yield _many("job_failing", "gauge", "Whether its last run failed.", "job", {n: bool(w.error) for n, w in work})
        yield _many("job_last_seconds", "gauge", "How long its last run took.", "job", {n: w.seconds for n, w in work})
        yield _many("job_runs_total", "counter", "Runs since the start.", "job", {n: w.runs for n, w in work})
        yield _many("job_failures_total", "counter", "Runs that failed.", "job", {n: w.failures for n, w in work})
        yield _one("jobs_stuck", "gauge", "Jobs that hang or do not get their turn.", len(ticker.stuck()))


def _of_ledger(counts: Counts, vitals: Vitals) -> Iterator[Family]:
    states = {state.value: counts.devices.get(state.value, 0) for state in DeviceState}
    yield _many("devices", "gauge", "Devices by the state they are in.", "state", states)
    yield _one("devices_heard", "gauge", "Devices heard within the last 10 minutes.", counts.heard)
    yield _one("inbox_entries", "gauge", "Entries that wait for the series store.", counts.inbox)
    yield _one(
        "inbox_wait_seconds", "gauge", "For how long the same entry was first in the inbox.", vitals.inbox_waits()
    )
    severities = {severity.value: counts.alerts.get(severity.value, 0) for severity in Severity}
    yield _many("alerts_open", "gauge", "Open alerts.", "severity", severities)
    yield _one("letters_failing", "gauge", "Whether the newest letter failed.", bool(counts.letters_failing))
    if counts.newest_quarantined is not None:
        at = counts.newest_quarantined.timestamp()
        yield _one("quarantine_newest_time_seconds", "gauge", "When something was last set aside.", at)
    if counts.backup_at is not None:
        at = counts.backup_at.timestamp()
        yield _one("backup_last_time_seconds", "gauge", "When the last good back-up was made.", at)


def written(family: Family) -> str:
    r"""A metric as the format writes it.

    >>> print(written(Family("a_b", "gauge", "What it is.", [((("job", 'x"y'),), 2.0)])), end="")
    # HELP a_b What it is.
    # TYPE a_b gauge
    a_b{job="x\"y"} 2
    """
    lines = [f"# HELP {family.name} {family.text}", f"# TYPE {family.name} {family.kind}"]
    for labels, value in family.samples:
        inside = ",".join(f'{name}="{_escaped(text)}"' for name, text in labels)
        lines.append(f"{family.name}{f'{{{inside}}}' if inside else ''} {_number(value)}")
    return "\n".join(lines) + "\n"


def _one(name: str, kind: str, text: str, value: float, labels: Labels = ()) -> Family:
    return Family(f"schoolwacht_{name}", kind, text, [(labels, value)])


def _many(name: str, kind: str, text: str, label: str, values: Mapping[str, float]) -> Family:
    return Family(f"schoolwacht_{name}", kind, text, [(((label, key),), value) for key, value in values.items()])


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _number(value: float) -> str:
    return str(int(value)) if value == int(value) else repr(float(value))
