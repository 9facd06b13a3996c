"""Back-up jobs as their machines report them, and which of them is late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schoolwacht_collector.books.facts import Cell, Fact
from schoolwacht_collector.domain.devices import Device


@dataclass(frozen=True, slots=True)
class Backup:
    """One job. `state` is failed, late, unknown or ok."""

    job: str
    device: Device
    state: str
    last_good: datetime | None
    last_try: datetime | None
    size: float | None
    message: str
    every: timedelta | None = None


_LONGEST_RHYTHM = 10 * 365 * 86_400
_ORDER = ("failed", "late", "unknown", "ok")


def backups_of(facts: Iterable[Fact], devices: Mapping[str, Device], now: datetime) -> list[Backup]:
    """The jobs of these devices."""
    return [_backup(fact, devices[fact.device_id], now) for fact in facts if fact.device_id in devices]


def worst_first(backups: Iterable[Backup]) -> list[Backup]:
    """What needs work first, then by name."""
    return sorted(backups, key=lambda one: (_ORDER.index(one.state), one.job.casefold(), one.device.host))


def _backup(fact: Fact, device: Device, now: datetime) -> Backup:
    cells = fact.cells
    good, every = _moment(cells.get("last_good_ms")), cells.get("every_seconds")
    result = str(cells.get("result") or "unknown")
    late = isinstance(every, int | float) and good is not None and (now - good).total_seconds() > every
    state = "late" if result == "ok" and late else result if result in _ORDER else "unknown"
    size = cells.get("size_bytes")
    return Backup(
        job=str(cells.get("job") or fact.key),
        device=device,
        state=state,
        last_good=good,
        last_try=_moment(cells.get("last_try_ms")),
        size=size if isinstance(size, int | float) else None,
        message=str(cells.get("message") or ""),
        every=_rhythm(every),
    )


def _rhythm(cell: Cell) -> timedelta | None:
    """A machine may say any number; a rhythm of over ten years is none."""
    return timedelta(seconds=cell) if isinstance(cell, int | float) and 0 < cell <= _LONGEST_RHYTHM else None


def _moment(cell: Cell) -> datetime | None:
    """A machine may say any number; what is no moment is no moment."""
    if not isinstance(cell, int | float):
        return None
    try:
        return datetime.fromtimestamp(cell / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
