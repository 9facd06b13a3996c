"""Volumes by how full they are, and disks by how much they are at risk, over all machines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from schoolwacht_collector.books.facts import Cell, Fact
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.series import Frame, value_of

FAILING = "disk_failing"
"""The rule that judges the health of disks."""
_ORDER = ("failed", "risk", "unknown", "good")


@dataclass(frozen=True, slots=True)
class FullVolume:
    """How full a volume was when it was last measured."""

    device: Device
    path: str
    used_percent: float
    free: float | None
    total: float | None
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class DiskHealth:
    """One disk. `state` is failed, risk, unknown or good; `alert` is what says so, where there is one."""

    device: Device
    name: str
    model: str
    kind: str
    state: str
    reason: str
    capacity: float | None
    hours: float | None
    alert: Alert | None


def fullest(frames: Iterable[Frame], devices: Mapping[str, Device]) -> list[FullVolume]:
    """Every volume of these devices, the fullest first."""
    newest: dict[tuple[str, str], FullVolume] = {}
    for frame in frames:
        device = devices.get(frame.origin.device_id)
        for volume in _volumes(frame, device) if device is not None else ():
            known = newest.get((volume.device.device_id, volume.path))
            if known is None or known.taken_at <= volume.taken_at:
                newest[volume.device.device_id, volume.path] = volume
    return sorted(newest.values(), key=lambda one: (-one.used_percent, one.device.host, one.path))


def _volumes(frame: Frame, device: Device) -> Iterator[FullVolume]:
    """The volumes in a frame, whose numbers follow the shapes of its dictionary."""
    taken_at = datetime.fromtimestamp((frame.taken_at_ms - device.stamped_ahead_ms) / 1000, UTC)
    at = 0
    for shape in frame.dictionary.shapes:
        if shape.measurement == "disk" and "used_percent" in shape.fields:
            named = zip(shape.fields, frame.numbers[at:], shape.decimals, strict=False)
            values = {name: value_of(number, decimals) for name, number, decimals in named}
            path = dict(shape.tags).get("path", "")
            yield FullVolume(device, path, values["used_percent"], values.get("free"), values.get("total"), taken_at)
        at += len(shape.fields)


def health_of(facts: Iterable[Fact], alerts: Iterable[Alert], devices: Mapping[str, Device]) -> list[DiskHealth]:
    """Every disk of these devices, most at risk first; among equals the one that ran longest."""
    found: dict[str, list[Alert]] = {}
    for alert in alerts:
        if alert.rule == FAILING and alert.state is AlertState.OPEN:
            found.setdefault(alert.subject.device_id, []).append(alert)
    disks = [_disk(fact, found.get(fact.device_id, ()), devices) for fact in facts if fact.device_id in devices]
    return sorted(disks, key=lambda one: (_ORDER.index(one.state), -(one.hours or 0), one.device.host, one.name))


def _disk(fact: Fact, alerts: Sequence[Alert], devices: Mapping[str, Device]) -> DiskHealth:
    cells = fact.cells
    name = str(cells.get("device") or fact.key)
    alert = next((one for one in alerts if one.subject.part in {name, fact.key, name.removeprefix("/dev/")}), None)
    return DiskHealth(
        device=devices[fact.device_id],
        name=name,
        model=str(cells.get("model") or ""),
        kind=str(cells.get("kind") or "unknown"),
        state=_state(str(cells.get("verdict") or "unknown"), alert),
        reason=str(cells.get("reason") or ""),
        capacity=_number(cells.get("capacity_bytes")),
        hours=_number(cells.get("power_on_hours")),
        alert=alert,
    )


def _state(verdict: str, alert: Alert | None) -> str:
    if verdict == "failed" or (alert is not None and alert.finding.severity is Severity.URGENT):
        return "failed"
    if alert is not None:
        return "risk"
    return "good" if verdict == "passed" else "unknown"


def _number(cell: Cell) -> float | None:
    return cell if isinstance(cell, int | float) else None
