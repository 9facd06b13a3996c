"""What Windows knows of its health, in the shapes of other systems: Storage Spaces, disks, crashes, memory, volumes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_agent.platforms.raid_set import RaidSet
from schoolwacht_agent.platforms.smartctl import Health
from schoolwacht_agent.platforms.windows.event_log import Count
from schoolwacht_agent.platforms.windows.storage import DiskState, Space, WindowsStorage

WEEK, MONTH = timedelta(days=7), timedelta(days=30)
_LEVELS = {"Simple": "stripe", "Mirror": "mirror", "Parity": "parity"}


@dataclass(frozen=True, slots=True)
class Mishaps:
    """How often something happened in the last week and month; the day of the last one."""

    week: int
    month: int
    last: datetime | None


def spaces(storage: WindowsStorage) -> list[RaidSet] | None:
    """Pools and volumes of Storage Spaces; None where Windows does not tell of them."""
    return None if storage.spaces is None else [_set(one) for one in storage.spaces]


def _set(one: Space) -> RaidSet:
    level = _LEVELS.get(one.level or "", one.level and one.level.casefold())
    return RaidSet("storage_spaces", f"{one.kind} {one.identity}", one.state, level)


def disks(storage: WindowsStorage) -> dict[str, Health] | None:
    """Each disk by Windows' own account; None where it does not tell."""
    return None if storage.disks is None else {one.name: _health(one) for one in storage.disks}


def _health(one: DiskState) -> Health:
    told = {
        "temp_c": one.temperature,
        "percentage_used": one.wear,
        "power_on_hours": one.hours,
        "uncorrectable_errors": _sum(one.read_errors, one.write_errors),
    }
    numbers = {name: value for name, value in told.items() if value is not None}
    if one.verdict in {"passed", "failed"}:
        numbers["health_ok"] = int(one.verdict == "passed")
    return Health(
        # A warning is Windows' word for a disk that may fail soon; it is no failure yet, and never good.
        "unknown" if one.verdict == "warning" else one.verdict,
        "os_warns" if one.verdict == "warning" else one.reason,
        model=one.model,
        serial=one.serial,
        kind=one.kind,
        capacity=one.capacity,
        hours=one.hours,
        numbers=numbers,
    )


def _sum(*parts: int | None) -> int | None:
    told = [part for part in parts if part is not None]
    return sum(told) if told else None


def mishaps(kind: str, week: Mapping[str, Count], month: Mapping[str, Count]) -> Mishaps:
    """One kind of event out of the counts since a week and since a month ago."""
    found = month[kind]
    return Mishaps(week[kind].times, found.times, found.last if found.times else None)
