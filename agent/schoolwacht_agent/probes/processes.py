"""How many processes there are in which state, in Telegraf's names (plugin inputs.processes).

Counts only: no name, no command line, no owner is kept, and command lines are not even read.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.platforms import proc_stat
from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

STATES = {
    name: Gauge(f"processes.{name}", "1", f"Processes that {about}.")
    for name, about in {
        "blocked": "wait for a disk and cannot be interrupted",
        "dead": "are being removed",
        "idle": "are idle threads of the kernel",
        "paging": "are being paged (kernels before 2.6)",
        "running": "run or are ready to",
        "sleeping": "sleep",
        "stopped": "are stopped",
        "unknown": "are in a state that has no name here",
        "zombies": "have ended but were not yet fetched by their parent",
    }.items()
}
TOTAL = Gauge("processes.total", "1", "Processes, all states together.")
THREADS = Gauge("processes.total_threads", "1", "Threads of all processes.")

# The letters of proc_pid_stat(5), counted under the fields that Telegraf counts them under.
_LETTERS = {
    "D": "blocked",
    "X": "dead",
    "x": "dead",
    "I": "idle",
    "W": "paging",
    "R": "running",
    "S": "sleeping",
    "T": "stopped",
    "t": "stopped",
    "Z": "zombies",
}
_LINE = 1024  # a line of stat is about 300 bytes long


@dataclass(frozen=True, slots=True)
class Census:
    """How many processes; how many per letter and how many threads, where the system says so cheaply."""

    total: int
    letters: Mapping[str, int] = field(default_factory=dict)
    threads: int | None = None


def look() -> Census:
    """The only lines that touch the machine. psutil would build an object for each process, for ten times the price."""
    return census(_stat_lines()) if sys.platform == "linux" else Census(len(psutil.pids()))


def _stat_lines() -> Iterator[bytes]:
    for name in os.listdir("/proc"):  # noqa: PTH208 - one object for each process is what this avoids
        if not name.isdigit():
            continue
        try:
            descriptor = os.open(f"/proc/{name}/stat", os.O_RDONLY)
        except OSError:  # it ended since the folder was listed
            continue
        try:
            yield os.read(descriptor, _LINE)
        except OSError:  # it ended just now
            continue
        finally:
            os.close(descriptor)


def census(lines: Iterable[bytes]) -> Census:
    """Counts the processes that the lines of /proc/PID/stat tell of."""
    letters: Counter[str] = Counter()
    threads = 0
    for line in lines:
        if process := proc_stat.parse(line):
            letters[process.state] += 1
            threads += process.threads
    return Census(letters.total(), letters, threads)


def readings(counted: Census) -> Iterator[Reading]:
    """The total, and the states where they are known."""
    if not counted.total:
        raise NoData("no process can be seen; on Linux /proc must be mounted and readable")
    yield TOTAL(counted.total)
    if counted.threads is None:
        return
    yield THREADS(counted.threads)
    counts: Counter[str] = Counter()
    for letter, count in counted.letters.items():
        counts[_LETTERS.get(letter, "unknown")] += count
    for name, gauge in STATES.items():
        yield gauge(counts[name])


PROBE = Probe(
    "processes",
    timedelta(seconds=60),
    (*STATES.values(), TOTAL, THREADS),
    lambda _: readings(look()),
    about="How many processes there are in which state.",
)
