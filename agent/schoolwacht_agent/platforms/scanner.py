"""What is known of a scanner against malware, whatever its maker and system. None: it does not say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

_FIRST, _LAST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True, slots=True)
class Scanner:
    """One product on the machine."""

    product: str
    version: str | None = None
    enabled: bool | None = None
    """Whether it watches all the time."""
    up_to_date: bool | None = None
    """Whether it calls its own signatures up to date."""
    signatures: str | None = None
    """Version of the signatures."""
    signatures_day: str | None = None
    """Year-month-day on which the signatures were made or fetched, in UTC."""


def day_of(seconds: float) -> str | None:
    """The day of a moment since 1970; None for what no scanner can mean."""
    try:
        found = datetime.fromtimestamp(seconds, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None
    return found.isoformat() if _FIRST <= found < _LAST else None
