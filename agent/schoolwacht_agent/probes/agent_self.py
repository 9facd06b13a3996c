"""What the agent itself costs and what it could not deliver, so that a silent loss cannot stay silent."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.probe import Gauge, Probe, Reading, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RSS = Gauge("schoolwacht_agent.rss_bytes", "By", "Memory the agent takes.")
CPU = Gauge(
    "schoolwacht_agent.cpu_seconds",
    "s",
    "Processor time the agent and its children used since it started.",
    decimals=3,
)
THREADS = Gauge("schoolwacht_agent.threads", "1", "Threads of the agent.")
COUNTERS = {
    name: Gauge(f"schoolwacht_agent.{name}", unit, about)
    for name, (unit, about) in {
        "spool_bytes": ("By", "What waits on disk to be sent."),
        "spool_batches": ("1", "Batches that wait on disk to be sent."),
        "dropped_samples": ("1", "Samples thrown away because the spool was full, since the agent started."),
        "dropped_batches": ("1", "Batches thrown away because the spool was full, since the agent started."),
        "refused_batches": ("1", "Batches the collector could never accept, since the agent started."),
        "pushes": ("1", "Batches delivered since the agent started."),
        "push_failures": ("1", "Attempts to deliver that failed since the agent started."),
        "table_bytes": ("By", "Bytes of inventory that were queued since the agent started."),
        "probe_failures": ("1", "Runs of probes that failed since the agent started."),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Footprint:
    """What the agent's process takes of the machine."""

    rss: int
    cpu_seconds: float
    threads: int


def look() -> Footprint:
    """The only lines that touch the machine."""
    me = psutil.Process()
    with me.oneshot():
        return Footprint(me.memory_info().rss, sum(os.times()[:4]), me.num_threads())


def readings(footprint: Footprint, counters: Mapping[str, int]) -> Iterator[Reading]:
    """The footprint, and every declared counter that the agent kept."""
    yield RSS(footprint.rss)
    yield CPU(footprint.cpu_seconds)
    yield THREADS(footprint.threads)
    for name, gauge in COUNTERS.items():
        if name in counters:
            yield gauge(counters[name])


def take(surroundings: Surroundings) -> Iterator[Reading]:
    """The readings of now."""
    return readings(look(), surroundings.counters)


PROBE = Probe(
    "agent_self",
    timedelta(seconds=60),
    (RSS, CPU, THREADS, *COUNTERS.values()),
    take,
    about="What the agent itself costs and could not deliver.",
)
