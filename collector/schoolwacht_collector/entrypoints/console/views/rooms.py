"""Rooms, with how many of their machines were seen today and the worst that is wrong there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.domain.alerts import Alert, Severity, room_subject
from schoolwacht_collector.domain.devices import Device

_BY_URGENCY = (Severity.URGENT, Severity.WARNING)
SILENCE = "host_silent"
"""The rule that says of a machine that it has been silent for too long."""


@dataclass(frozen=True, slots=True)
class Room:
    """One tile. `worst` is empty when nothing there asks for attention; `alerts` counts what is that bad."""

    site: str
    name: str
    devices: int
    seen_today: int
    worst: str = ""
    alerts: int = 0
    silent: int = 0


def rooms_of(devices: Iterable[Device], alerts: Iterable[Alert], midnight: datetime) -> list[Room]:
    """Every room, by site and then by name as people count: 2 before 10."""
    inside: dict[tuple[str, str], list[Device]] = defaultdict(list)
    for device in devices:
        inside[(device.site, device.room)].append(device)
    wrong: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        wrong[alert.subject.device_id or alert.subject.part].append(alert)
    return [_room(place, inside[place], wrong, midnight) for place in sorted(inside, key=_by_name)]


def _room(place: tuple[str, str], devices: list[Device], wrong: dict[str, list[Alert]], midnight: datetime) -> Room:
    subjects = [room_subject(*place).part, *(device.device_id for device in devices)]
    alerts = [alert for subject in subjects for alert in wrong.get(subject, ())]
    found = [alert.finding.severity for alert in alerts]
    worst = next((severity for severity in _BY_URGENCY if severity in found), None)
    return Room(
        site=place[0],
        name=place[1],
        devices=len(devices),
        seen_today=sum(device.last_seen is not None and device.last_seen >= midnight for device in devices),
        worst=worst or "",
        alerts=found.count(worst) if worst else 0,
        silent=sum(alert.rule == SILENCE for alert in alerts),
    )


def _by_name(place: tuple[str, str]) -> tuple[tuple[bool, int, str], ...]:
    return tuple(part for text in place for part in natural(text))


def natural(text: str) -> tuple[tuple[bool, int, str], ...]:
    """A key that sorts numbers inside texts as numbers.

    >>> sorted(["10", "9", "Lab 2", "Lab 11"], key=natural)
    ['9', '10', 'Lab 2', 'Lab 11']
    """
    parts = re.split(r"(\d{1,12})", text.casefold())
    return tuple((not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in parts if part)
