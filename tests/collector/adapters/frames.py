"""Frames and marks for tests of the series stores, as short as they can be said."""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from schoolwacht_collector.domain.series import Dictionary, Frame, Mark, Origin, Series, Shape, Window

MONDAY_MS = 1_794_816_000_000  # 2026-11-16 08:00 UTC, a whole hour
MINUTE_MS = 60_000
PC = Origin("6b1f8a52-0000-4000-8000-000000000001", "pc-12", "Kerkstraat", "lok-12")
SERVER = Origin("6b1f8a52-0000-4000-8000-000000000002", "srv-1", "Kerkstraat", "serverlokaal")
SYSTEM = Shape("cpu", (("cpu", "cpu-total"),), ("usage_active",), (2,))


def at(minutes: float) -> int:
    """A moment on Monday morning, in milliseconds."""
    return MONDAY_MS + int(minutes * MINUTE_MS)


def moment(minutes: float) -> datetime:
    """The same moment as a series has it."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at(minutes))


def disk(path: str, *fields: str, decimals: int = 2) -> Shape:
    """A volume. Without names its one field is the share in use, in percent."""
    names = fields or ("used_percent",)
    return Shape("disk", (("path", path),), names, (decimals,) * len(names))


def dictionary(*shapes: Shape) -> Dictionary:
    """Shapes with a key that differs as their content differs."""
    return Dictionary(zlib.crc32(repr(shapes).encode()), shapes)


def frame(*numbers: int, shapes: tuple[Shape, ...] = (SYSTEM,), minutes: float = 0, origin: Origin = PC) -> Frame:
    """What a device measured so many minutes into Monday."""
    return Frame(origin, dictionary(*shapes), at(minutes), numbers)


def alert(state: str, minutes: float = 0, value: float = 97.5, **tags: str) -> Mark:
    """An alert's change of state."""
    return Mark(
        "alert", {"rule": "disk_full", "severity": "urgent", **tags}, {"state": state, "value": value}, at(minutes)
    )


def window(
    metric: str,
    device_id: str | None = PC.device_id,
    *,
    since: float = -60,
    until: float = 24 * 60,
    every: float | None = None,
    tags: Mapping[str, str] | None = None,
) -> Window:
    """A window in minutes around Monday's start."""
    every_ms = None if every is None else int(every * MINUTE_MS)
    return Window(metric, at(since), at(until), device_id, tags or {}, every_ms)


def values(series: Series) -> list[float]:
    """The values without their moments."""
    return [value for _, value in series.points]
