"""One room: its machines, what is wrong there, its paid titles, and whether a program is on all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity, room_subject
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage
from schoolwacht_collector.entrypoints.console.views.rooms import SILENCE, natural

_PROGRAMS = 30
"""Programs shown for one search; more would mean that the word says too little."""
_SHORTEST_SEARCH = 2


@dataclass(frozen=True, slots=True)
class Machine:
    """One tile. `worst` is the worst severity of its open alerts, `alerts` how many there are."""

    device: Device
    worst: str
    alerts: int
    silent: bool
    seen_today: bool


@dataclass(frozen=True, slots=True)
class Title:
    """A paid title and how many machines of the room have it."""

    line: Coverage
    here: int


@dataclass(frozen=True, slots=True)
class Presence:
    """A program somebody searched for: on how many machines of the room it is, and the ones without it."""

    name: str
    here: int
    missing: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class OneRoom:
    """The page."""

    site: str
    name: str
    machines: tuple[Machine, ...]
    alerts: tuple[Alert, ...]
    titles: tuple[Title, ...]
    programs: tuple[Presence, ...]

    @property
    def seen_today(self) -> int:
        """How many machines were heard today."""
        return sum(machine.seen_today for machine in self.machines)

    @property
    def silent(self) -> int:
        """How many have been silent for too long."""
        return sum(machine.silent for machine in self.machines)


def one_room(
    books: Books, place: tuple[str, str], titles: Sequence[Coverage], words: str, midnight: datetime
) -> OneRoom | None:
    """The room, or None when no machine in use stands there."""
    devices = {
        device.device_id: device
        for device in books.devices.all()
        if (device.site, device.room) == place and device.state in {DeviceState.ACTIVE, DeviceState.PENDING}
    }
    if not devices:
        return None
    alerts = [
        alert
        for alert in books.alerts.living()
        if alert.state is AlertState.OPEN
        and (alert.subject.device_id in devices or alert.subject == room_subject(*place))
    ]
    return OneRoom(
        *place,
        machines=tuple(_machines(devices, alerts, midnight)),
        alerts=tuple(sorted(alerts, key=lambda alert: -alert.finding.severity.rank)),
        titles=tuple(_titles(titles, devices)),
        programs=tuple(_programs(books, words, devices)),
    )


def _machines(devices: Mapping[str, Device], alerts: Sequence[Alert], midnight: datetime) -> list[Machine]:
    wrong: dict[str, list[Alert]] = defaultdict(list)
    for alert in alerts:
        wrong[alert.subject.device_id].append(alert)
    return [
        _machine(device, wrong[device.device_id], midnight)
        for device in sorted(devices.values(), key=lambda device: natural(device.host))
    ]


def _machine(device: Device, alerts: Sequence[Alert], midnight: datetime) -> Machine:
    worst = max((alert.finding.severity for alert in alerts), key=lambda severity: severity.rank, default=None)
    return Machine(
        device=device,
        worst=worst if worst in {Severity.URGENT, Severity.WARNING} else "",
        alerts=len(alerts),
        silent=any(alert.rule == SILENCE for alert in alerts),
        seen_today=device.last_seen is not None and device.last_seen >= midnight,
    )


def _titles(lines: Sequence[Coverage], devices: Mapping[str, Device]) -> list[Title]:
    counted = [Title(line, sum(install.device_id in devices for install in line.installs)) for line in lines]
    return [title for title in counted if title.here]


def _programs(books: Books, words: str, devices: Mapping[str, Device]) -> list[Presence]:
    wanted = words.casefold().strip()
    if len(wanted) < _SHORTEST_SEARCH:
        return []
    named = {one.number: one.name for one in books.facts.programs() if wanted in one.name.casefold()}
    found: dict[str, set[str]] = defaultdict(set)
    for one in books.facts.installed(tuple(named)) if named else ():
        if one.device_id in devices:
            found[named[one.program]].add(one.device_id)
    order = sorted(found, key=lambda name: (-len(found[name]), name.casefold()))[:_PROGRAMS]
    return [_presence(name, found[name], devices) for name in order]


def _presence(name: str, having: set[str], devices: Mapping[str, Device]) -> Presence:
    missing = (device for device_id, device in devices.items() if device_id not in having)
    return Presence(name, len(having), tuple(sorted(missing, key=lambda device: natural(device.host))))
