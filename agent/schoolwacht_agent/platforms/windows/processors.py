"""Processors out of Win32_Processor: one object a socket; on Windows XP and 2003 one a logical processor."""

from __future__ import annotations

from collections.abc import Iterable

from schoolwacht_agent.platforms.machine_parts import Processor
from schoolwacht_agent.platforms.windows.wmi_value import Row, number_of, told_of

COLUMNS = (
    "Name",
    "Manufacturer",
    "NumberOfCores",
    "NumberOfLogicalProcessors",
    "MaxClockSpeed",
    "SocketDesignation",
    "DeviceID",
)
_MOST_THREADS = 1 << 16


def model_of(row: Row) -> str | None:
    """The name as the processor itself tells it, on one line with single spaces."""
    return told_of(row, "Name") or told_of(row, "Caption")


def processors(rows: Iterable[Row]) -> tuple[Processor, ...]:
    """One entry a model. An object without a name is left out."""
    alike: dict[tuple[str, str | None], list[Row]] = {}
    for row in rows:
        if model := model_of(row):
            alike.setdefault((model, told_of(row, "Manufacturer")), []).append(row)
    return tuple(
        Processor(
            model=model,
            maker=maker,
            sockets=_sockets(same),
            cores=_sum(same, "NumberOfCores"),
            threads=_sum(same, "NumberOfLogicalProcessors"),
            max_mhz=max((number_of(row, "MaxClockSpeed") or 0 for row in same), default=0) or None,
        )
        for (model, maker), same in alike.items()
    )


def _sum(rows: list[Row], name: str) -> int | None:
    numbers = [number_of(row, name) for row in rows]
    found = [number for number in numbers if number and number <= _MOST_THREADS]
    return sum(found) if len(found) == len(rows) else None


def _sockets(rows: list[Row]) -> int | None:
    """Without a number of cores an object may be a core as well as a socket, so nothing is said."""
    return len(rows) if all(number_of(row, "NumberOfCores") for row in rows) else None
