"""Memory, in Telegraf's names (plugin inputs.mem). "Available" is what programs can get without swapping."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.probe import Gauge, NoData, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

_ABOUT = {
    "total": "Memory that the system can use.",
    "available": "Memory that programs can get without swapping.",
    "used": "Memory that programs cannot get.",
    "free": "Memory that nothing uses at all.",
    "active": "Memory used recently.",
    "inactive": "Memory not used recently.",
    "buffered": "Memory that holds raw disk blocks.",
    "cached": "Memory that holds contents of files.",
    "shared": "Memory that several programs share, memory disks included.",
    "slab": "Memory that the kernel uses for its own structures.",
    "wired": "Memory that may not be moved to disk (macOS).",
}
AMOUNTS = {name: Gauge(f"mem.{name}", "By", about) for name, about in _ABOUT.items()}
USED = Gauge("mem.used_percent", "%", "Share of the memory that programs cannot get.", decimals=2)
AVAILABLE = Gauge("mem.available_percent", "%", "Share of the memory that programs can get.", decimals=2)


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes of memory; None where the system does not count it."""

    total: int
    available: int
    used: int
    free: int
    active: int | None = None
    inactive: int | None = None
    buffered: int | None = None
    cached: int | None = None
    shared: int | None = None
    slab: int | None = None
    wired: int | None = None


def look() -> Memory:
    """The only lines that touch the machine."""
    seen = psutil.virtual_memory()
    optional = {name: getattr(seen, name, None) for name in ("active", "inactive", "cached", "shared", "slab", "wired")}
    return Memory(seen.total, seen.available, seen.used, seen.free, buffered=getattr(seen, "buffers", None), **optional)


def readings(memory: Memory) -> Iterator[Reading]:
    """Every amount that is known, and the two shares that rules and dashboards look at."""
    if memory.total <= 0:
        raise NoData("the system does not say how much memory it has")
    for name, gauge in AMOUNTS.items():
        amount = getattr(memory, name)
        if amount is not None:
            yield gauge(amount)
    yield USED(100 * memory.used / memory.total)
    yield AVAILABLE(100 * memory.available / memory.total)


PROBE = Probe(
    "mem",
    timedelta(seconds=60),
    (*AMOUNTS.values(), USED, AVAILABLE),
    lambda _: readings(look()),
    about="How much memory there is, and how much of it is left.",
)
