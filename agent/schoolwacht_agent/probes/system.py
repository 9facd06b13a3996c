"""Load and time since the start, in Telegraf's names (plugin inputs.system).

Telegraf's n_users and n_unique_users are left out on purpose: who sits at a computer is not ours to watch.
"""

from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from schoolwacht_agent.probe import Gauge, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

LOADS = tuple(
    Gauge(f"system.load{minutes}", "1", f"Programs that run or wait, on average over {minutes} min.", decimals=2)
    for minutes in (1, 5, 15)
)
CPUS = Gauge("system.n_cpus", "1", "Processor threads.")
UPTIME = Gauge("system.uptime", "s", "Time since the computer started, sleep included.")


@dataclass(frozen=True, slots=True)
class System:
    """Load over 1, 5 and 15 minutes (none on Windows, which keeps no such count), threads, and seconds since start."""

    loads: tuple[float, float, float] | None
    cpus: int | None
    uptime: float


def look() -> System:
    """The only lines that touch the machine."""
    # The clock since the start, not "now minus start": a dead clock battery would make that years.
    since_start = time.monotonic()
    loads = None
    if sys.platform == "linux":  # where the clock above stands still during sleep
        since_start = time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform != "win32":
        loads = os.getloadavg()
    return System(loads, os.cpu_count(), since_start)


def readings(system: System) -> Iterator[Reading]:
    """Every number that the system keeps."""
    if system.loads:
        for gauge, load in zip(LOADS, system.loads, strict=True):
            yield gauge(load)
    if system.cpus:
        yield CPUS(system.cpus)
    yield UPTIME(int(system.uptime))


PROBE = Probe(
    "system",
    timedelta(seconds=60),
    (*LOADS, CPUS, UPTIME),
    lambda _: readings(look()),
    about="How loaded the computer is, and how long it has been on.",
)
