"""How busy the processors are, in Telegraf's names (plugin inputs.cpu, total only).

Each share is of the time that passed since the run before, so a first run has nothing to tell.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading, Surroundings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_ABOUT = {
    "active": "all that was not idle",
    "guest": "running virtual machines",
    "guest_nice": "running virtual machines of low priority",
    "idle": "doing nothing",
    "iowait": "idle while waiting for a disk",
    "irq": "serving hardware interrupts",
    "nice": "running programs of low priority",
    "softirq": "serving software interrupts",
    "steal": "taken away by the hypervisor",
    "system": "in the kernel",
    "user": "running programs",
}
USAGE = {
    state: Gauge(f"cpu.usage_{state}", "%", f"Share of processor time {about}.", tags=("cpu",), decimals=2)
    for state, about in _ABOUT.items()
}


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds that all processors together spent in each state since the computer started."""

    user: float = 0.0
    system: float = 0.0
    idle: float = 0.0
    nice: float = 0.0
    iowait: float = 0.0
    irq: float = 0.0
    softirq: float = 0.0
    steal: float = 0.0
    guest: float = 0.0
    guest_nice: float = 0.0


_STATES = tuple(field.name for field in fields(Times))


def look() -> Times:
    """The only lines that touch the machine. States that this system does not count stay at zero."""
    seen = psutil.cpu_times()
    return Times(**{state: getattr(seen, state, 0.0) for state in _STATES})


def readings(before: Times, after: Times) -> Iterator[Reading]:
    """The shares of the time between two looks."""
    # The kernel may take back a little idle or waiting time (proc_stat(5)); less than nothing is nothing.
    spent = {state: max(0.0, getattr(after, state) - getattr(before, state)) for state in _STATES}
    # Linux counts guests among the users as well, so their time is taken out once.
    spent["user"] = max(0.0, spent["user"] - spent["guest"])
    spent["nice"] = max(0.0, spent["nice"] - spent["guest_nice"])
    total = sum(spent.values())
    if total <= 0:
        raise NoData("no processor time passed since the run before")
    spent["active"] = total - spent["idle"]
    for state, gauge in USAGE.items():
        yield gauge(100 * spent[state] / total, cpu="cpu-total")


class Meter:
    """Remembers the look before, so that the next one has something to be compared with."""

    def __init__(self, look_now: Callable[[], Times] = look) -> None:
        self._look = look_now
        self._before: Times | None = None

    def take(self, _: Surroundings) -> Iterator[Reading]:
        """The shares since the call before."""
        before, self._before = self._before, self._look()
        if before is None:
            raise NoData("the first run only starts the count; shares follow from the second run on")
        return readings(before, self._before)


PROBE = Probe(
    "cpu",
    timedelta(seconds=60),
    tuple(USAGE.values()),
    Meter().take,
    about="How busy the processors are, all of them together.",
)
