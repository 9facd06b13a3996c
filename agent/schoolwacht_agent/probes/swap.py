"""Swap space, in Telegraf's names (plugin inputs.swap). A machine without swap reports zeros, as Telegraf does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.probe import Gauge, Probe, Reading

if TYPE_CHECKING:
    from collections.abc import Iterator

TOTAL = Gauge("swap.total", "By", "Size of the swap space.")
USED = Gauge("swap.used", "By", "Swap space in use.")
FREE = Gauge("swap.free", "By", "Swap space left.")
USED_PERCENT = Gauge("swap.used_percent", "%", "Share of the swap space in use.", decimals=2)
IN = Gauge("swap.in", "By", "Bytes moved back into memory since the computer started.")
OUT = Gauge("swap.out", "By", "Bytes moved out of memory since the computer started.")


@dataclass(frozen=True, slots=True)
class Swap:
    """Bytes of swap space, and bytes moved since the computer started."""

    total: int
    used: int
    free: int
    moved_in: int
    moved_out: int


def look() -> Swap:
    """The only lines that touch the machine."""
    seen = psutil.swap_memory()
    return Swap(seen.total, seen.used, seen.free, seen.sin, seen.sout)


def readings(swap: Swap) -> Iterator[Reading]:
    """All six fields."""
    yield TOTAL(swap.total)
    yield USED(swap.used)
    yield FREE(swap.free)
    yield USED_PERCENT(100 * swap.used / swap.total if swap.total else 0.0)
    yield IN(swap.moved_in)
    yield OUT(swap.moved_out)


PROBE = Probe(
    "swap",
    timedelta(seconds=60),
    (TOTAL, USED, FREE, USED_PERCENT, IN, OUT),
    lambda _: readings(look()),
    about="How much swap space there is, and how much it is used.",
)
