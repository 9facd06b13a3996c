"""The plan of a simulated school: its machines, their hours, what is wrong, and which licences were bought.

Deterministic: the same number of machines, seed and beginning give the same school, in every process.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version

from schoolwacht_simulator.chance import number, share, whole
from schoolwacht_simulator.days import IsOpenDay, Timetable, milliseconds, weekdays
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.faults import DAY_MS, PlantedFault, Planting, plant
from schoolwacht_simulator.licences import entitlements, standings
from schoolwacht_simulator.machines import build
from schoolwacht_simulator.places import CORNERS, Corner, shared_out
from schoolwacht_simulator.programs import installed_on
from schoolwacht_simulator.upkeep_faults import plant_upkeep

SERVERS = ("srv-bestanden", "srv-leerplatform")
_UNPAID = {"sec-pc01": ("remote",), "h112-pc02": ("archive",)}
"""Programs that somebody put there without asking."""


@dataclass(frozen=True, slots=True)
class Place:
    """Machines of one class in one room: what a joining token is made for."""

    site: str
    room: str
    device_class: str
    count: int

    @property
    def name(self) -> str:
        """How the place is named in the file of tokens."""
        return f"{self.site}|{self.room}|{self.device_class}"


@dataclass(frozen=True, slots=True)
class School:
    """The whole plan. `devices` are the machines that become devices; `copies` are copied disks that pose as one."""

    seed: int
    begins: datetime
    devices: tuple[SimulatedDevice, ...]
    copies: tuple[SimulatedDevice, ...]
    places: tuple[Place, ...]
    entitlements: str
    faults: tuple[PlantedFault, ...]

    def machines(self) -> tuple[SimulatedDevice, ...]:
        """Everything that is ever switched on."""
        return (*self.devices, *self.copies)


def plan_school(devices: int, seed: int, begins: datetime, is_open_day: IsOpenDay = weekdays) -> School:
    """The school of so many machines (20 to 1,000) and this seed, whose story starts at `begins` (aware)."""
    if begins.tzinfo is None:
        raise ValueError("give the beginning with its time zone, for example 2026-09-07T00:00:00+02:00")
    made = {device.key: device for device in _devices(devices, seed, begins, is_open_day)}
    titles = standings(made.values())
    planting = Planting(made, begins, is_open_day)
    plant(planting, titles)
    plant_upkeep(planting)
    everything = planting.devices.values()
    return School(
        seed=seed,
        begins=begins,
        devices=tuple(device for device in everything if not device.copy_of),
        copies=tuple(device for device in everything if device.copy_of),
        places=_places(device for device in everything if not device.copy_of),
        entitlements=entitlements(titles, begins),
        faults=tuple(sorted(planting.faults, key=lambda fault: (fault.begins, fault.name, fault.subject))),
    )


def release() -> str:
    """The release that the machines' agents say they are: the one this simulator came with."""
    try:
        return version("schoolwacht")
    except PackageNotFoundError:
        return "0.0.0"


def _devices(devices: int, seed: int, begins: datetime, is_open_day: IsOpenDay) -> Iterator[SimulatedDevice]:
    for corner, count in zip(CORNERS, shared_out(devices), strict=True):
        for place in range(count):
            yield _device(corner, place, seed, begins, is_open_day)


def _device(corner: Corner, place: int, seed: int, begins: datetime, is_open_day: IsOpenDay) -> SimulatedDevice:
    key = SERVERS[place] if corner.device_class == "server" else f"{corner.prefix}{place + 1:02}"
    role = corner.roles[place % len(corner.roles)]
    system = corner.systems[place % len(corner.systems)]
    drawn = f"{seed}-{key}"
    up_since_ms = milliseconds(begins) - whole(9, 40, drawn, "up") * DAY_MS
    groups = (*corner.groups, *_UNPAID.get(key, ()))
    if "archive" not in groups and corner.way == "classroom" and share(drawn, "archive") < 0.08:  # noqa: PLR2004 - a few
        groups = (*groups, "archive")
    return SimulatedDevice(
        key=key,
        host=key,
        site=corner.site,
        room=corner.room,
        device_class=corner.device_class,
        machine=build(drawn, role, system),
        programs=installed_on(drawn, system.short, groups),
        timetable=Timetable(corner.way, drawn, f"{seed}-{corner.room}", is_open_day, up_since_ms),
        seed=number(drawn, "numbers"),
        phase_ms=number(drawn, "phase") % 60_000,
        begins_ms=milliseconds(begins),
        agent_version=release(),
        forgets=corner.forgets,
    )


def _places(devices: Iterable[SimulatedDevice]) -> tuple[Place, ...]:
    counts = Counter((device.site, device.room, device.device_class) for device in devices)
    return tuple(Place(*place, count) for place, count in counts.items())
