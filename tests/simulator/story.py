"""One simulated school for many tests, and one day in the lives of its machines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache

from schoolwacht_simulator.days import ZONE, midnight_ms
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.school import School, plan_school

BEGINS = datetime(2026, 11, 9, tzinfo=ZONE)
MONDAY, TUESDAY, WEDNESDAY, SUNDAY = (date(2026, 11, day) for day in (9, 10, 11, 15))
MINUTE_MS, HOUR_MS = 60_000, 3_600_000


@lru_cache(maxsize=8)
def school(devices: int = 60, seed: int = 7) -> School:
    """A school whose story begins on Monday 9 November 2026 at midnight."""
    return plan_school(devices, seed, BEGINS)


def machine(key: str) -> SimulatedDevice:
    """One of its machines."""
    return next(device for device in school().machines() if device.key == key)


def at(day: date, hour: int, minute: int = 0) -> int:
    """A time of day at the school, in milliseconds since 1970."""
    return midnight_ms(day) + hour * HOUR_MS + minute * MINUTE_MS


def days(first: date, count: int) -> Iterator[date]:
    """So many days in a row."""
    return (first + timedelta(days=number) for number in range(count))


def spool_ids() -> Iterator[bytes]:
    """Spool ids that can be told apart."""
    return (number.to_bytes(16) for number in range(1, 1 << 32))
