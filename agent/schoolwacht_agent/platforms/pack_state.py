"""A battery together with how it is now, in one shape for upower, acpiconf and powercfg, and the sums they share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schoolwacht_agent.platforms.machine_parts import Pack

LARGEST_MWH = 2_000_000
"""Two kilowatt hours: more than any computer carries; what says more counts in another unit."""
MOST_CYCLES = 20_000
_HIGHEST_HEALTH = 150.0
"""A new battery may hold a little more than was designed; one that says more does not know."""


@dataclass(frozen=True, slots=True)
class PackState:
    """One battery and its state; None where the source does not say."""

    pack: Pack
    state: str | None = None
    """`charging`, `discharging`, `full`, `empty`, `idle` (neither in nor out) or None."""
    charge_percent: float | None = None
    health_percent: float | None = None
    """What it holds when full, of what it was designed to hold."""


def energy(milli: float | None) -> int | None:
    """Milliwatt hours that a battery of a computer can hold; None for anything else."""
    return round(milli) if milli is not None and 0 < milli <= LARGEST_MWH else None


def cycles(count: float | None) -> int | None:
    """Times charged; many batteries do not count and say 0 or -1, which tells nothing."""
    return int(count) if count is not None and 0 < count <= MOST_CYCLES else None


def percent(value: float | None) -> float | None:
    """Per cent of a whole; what is outside it says nothing."""
    return value if value is not None and 0 <= value <= 100 else None  # noqa: PLR2004 - per cent


def health(full: float | None, designed: float | None) -> float | None:
    """What the battery holds, of what it was designed for, in per cent."""
    if not full or not designed or full < 0 or designed < 0:
        return None
    worth = 100 * full / designed
    return round(worth, 1) if worth <= _HIGHEST_HEALTH else None


def number(text: str) -> float | None:
    """The number at the start; with a comma for the point, as some languages write it."""
    found = re.match(r"\s*(-?\d{1,12}(?:[.,]\d{1,9})?)", text, re.ASCII)
    return float(found[1].replace(",", ".")) if found else None
