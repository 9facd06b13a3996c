"""Whether chrony keeps the clock right, from `chronyc -c -n tracking` (chronyc(1), "tracking", "-c").

One line of fields with commas: reference, its address, stratum, time of the last measurement, offset of the clock,
six more, interval, leap status. The address of the time server stays on the machine.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import UTC, datetime

_FIELDS = 14
_STRATUM, _AT, _OFFSET, _LEAP = 2, 3, 4, 13
_WORST_STRATUM = 15
_LATEST = 1 << 34


@dataclass(frozen=True, slots=True)
class Tracking:
    """How well the clock is kept."""

    synchronised: bool
    stratum: int | None = None
    """Steps to an atomic clock or satellite."""
    offset_s: float | None = None
    """Seconds that the clock is behind (above nought) or ahead, as far as chrony knows."""
    last_day: str | None = None


def parse(text: str) -> Tracking | None:
    """What chronyc said; None if it is no answer, such as `506 Cannot talk to daemon`."""
    for line in text[:10_000].splitlines():
        fields = line.strip().split(",")
        if len(fields) >= _FIELDS and re.fullmatch(r"[0-9A-Fa-f]{8}", fields[0]):
            well = int(fields[0], 16) != 0 and not fields[_LEAP].casefold().startswith("not")
            stratum = int(fields[_STRATUM]) if re.fullmatch(r"\d{1,2}", fields[_STRATUM], re.ASCII) else None
            return Tracking(
                synchronised=well and stratum is not None and 0 < stratum <= _WORST_STRATUM,
                stratum=stratum if well else None,
                offset_s=_real(fields[_OFFSET]) if well else None,
                last_day=_day(fields[_AT]),
            )
    return None


def _real(text: str) -> float | None:
    try:
        value = float(text[:40])
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _day(text: str) -> str | None:
    seconds = _real(text)
    return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds and 0 < seconds < _LATEST else None
