"""The planted faults: what is wrong in the simulated school, where, from when, and who must find it by when.

Whatever is not in this table is healthy, so an alert without a line here is a false one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from schoolwacht_simulator.backups import Job, first_run
from schoolwacht_simulator.days import ZONE, IsOpenDay, day_of, midnight_ms, milliseconds, moment
from schoolwacht_simulator.device import Ailments, SimulatedDevice
from schoolwacht_simulator.licences import Standing
from schoolwacht_simulator.machines import GIB

DAY_MS = 86_400_000
MINUTE_MS = 60_000
OLD_AGENT = "0.0.4"
CLOCK_BEHIND = timedelta(days=1142)
"""A clock that starts at 1 January of the year its mainboard was made, whenever the power was off."""
SILENT_ROOM = "H1.12 Computerlokaal"
FEWEST_IN_A_ROOM, MORNINGS_TO_KNOW = 5, 9
"""Smaller rooms, and rooms that were not busy on nine mornings of ten, are not judged as a room."""


@dataclass(frozen=True, slots=True)
class PlantedFault:
    """One thing that is wrong. `subject` is the key of a device, the name of a room, or "" for the whole school.

    Every rule in `rules` must have an alert about it within `at_latest` of `begins`; those in `also` may have one.
    `shows` names what else must show it, for example a mark on the device.
    """

    name: str
    subject: str
    rules: tuple[str, ...]
    begins: datetime
    at_latest: timedelta
    about: str
    also: tuple[str, ...] = ()
    shows: str = ""


@dataclass
class Planting:
    """Puts faults on the machines of a school, one after the other."""

    devices: dict[str, SimulatedDevice]
    begins: datetime
    is_open_day: IsOpenDay
    faults: list[PlantedFault] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.begins_ms = milliseconds(self.begins)

    # ------------------------------------------------------------------------------------------------- moments

    def open_day(self, number: int) -> date:
        """The so-manieth school day, from 0, whose morning lies in the story."""
        day = day_of(self.begins_ms)
        if self.begins_ms > midnight_ms(day) + 7 * 60 * MINUTE_MS:
            day += timedelta(days=1)
        for _ in range(400):
            if self.is_open_day(day):
                if number == 0:
                    return day
                number -= 1
            day += timedelta(days=1)
        raise ValueError("the calendar has no school days in over a year; check the list of holidays")

    def is_settled(self, number: int) -> bool:
        """Whether no holiday ended just before this school day: rooms wake up one by one after one."""
        days = [self.open_day(number - back) for back in range(3)]
        return all(later - earlier < timedelta(days=8) for later, earlier in pairwise(days))

    def at(self, number: int, hour: int, minute: int = 0) -> int:
        """A time on the so-manieth school day."""
        return milliseconds(datetime.combine(self.open_day(number), time(hour, minute), ZONE))

    def seen_by(self, key: str, begins_ms: int, more: timedelta) -> timedelta:
        """Within how long after `begins` a fault can be known: once the machine is on, and so much later."""
        on = self.devices[key].timetable.next_on(begins_ms)
        waits = 0 if on is None else on - begins_ms
        return timedelta(milliseconds=waits) + more

    # ------------------------------------------------------------------------------------------------- planting

    def ail(self, key: str, **what: object) -> None:
        """Changes what is wrong with a machine."""
        device = self.devices[key]
        self.devices[key] = replace(device, ailments=replace(device.ailments, **what))  # type: ignore[arg-type]

    def build(self, key: str, **what: object) -> None:
        """Changes what a machine is."""
        device = self.devices[key]
        self.devices[key] = replace(device, machine=replace(device.machine, **what))  # type: ignore[arg-type]

    def note(
        self, name: str, subject: str, rules: tuple[str, ...], begins_ms: int, at_latest: timedelta, about: str
    ) -> None:
        """Adds a line to the table."""
        self.faults.append(PlantedFault(name, subject, rules, moment(begins_ms), at_latest, about))

    def note_on(self, name: str, key: str, rules: tuple[str, ...], begins_ms: int, more: timedelta, about: str) -> None:
        """Adds a line about a machine that must be on to show it."""
        self.note(name, key, rules, begins_ms, self.seen_by(key, begins_ms, more), about)


def plant(planting: Planting, titles: tuple[Standing, ...]) -> None:
    """Everything that is wrong in the school."""
    _full_volumes(planting)
    _filling_volume(planting)
    _disks(planting)
    _machines(planting)
    _upkeep(planting)
    _backups(planting)
    _silence(planting)
    _licences(planting, titles)


def _full_volumes(planting: Planting) -> None:
    hour = timedelta(hours=1)
    for key, used, about in (
        ("sec-pc01", 0.986, "the volume C:\\ has under 5 GB left"),
        ("m005-mac01", 0.924, "the volume / is over 90 % full"),
    ):
        volumes = planting.devices[key].machine.volumes
        planting.build(key, volumes=(replace(volumes[0], used=used, daily=0.00002), *volumes[1:]))
        planting.note_on("volume full", key, ("disk_full",), planting.begins_ms, hour, about)


def _filling_volume(planting: Planting) -> None:
    key, used, daily = "srv-bestanden", 0.58, 0.026
    volumes = planting.devices[key].machine.volumes
    planting.build(key, volumes=(volumes[0], replace(volumes[1], used=used, daily=daily)))
    about = "the volume /srv grows by 2.6 % a day"
    planting.note("volume fills up", key, ("disk_fills_up",), planting.begins_ms, timedelta(days=7, hours=12), about)
    full_ms = planting.begins_ms + int((0.9 - used) / daily * DAY_MS)
    planting.note("volume filled up", key, ("disk_full",), full_ms, timedelta(hours=4), "/srv has passed 90 %")


def _disks(planting: Planting) -> None:
    fails_ms = planting.at(1, 10)
    planting.ail("m103-pc01", disk_fails_ms=fails_ms)
    about = "a hard disk whose counts of reallocated and pending sectors rise"
    planting.note_on("disk fails", "m103-pc01", ("disk_failing",), fails_ms, timedelta(days=1), about)
    disks = planting.devices["t002-pc01"].machine.disks
    planting.build("t002-pc01", disks=(replace(disks[0], worn_percent=97), *disks[1:]))
    about = "an NVMe disk of which 97 % of the life is used"
    planting.note_on("disk worn", "t002-pc01", ("disk_failing",), planting.begins_ms, timedelta(hours=1), about)


def _machines(planting: Planting) -> None:
    begins_ms = planting.begins_ms
    planting.ail("t105-pc01", clock_behind_ms=CLOCK_BEHIND // timedelta(milliseconds=1))
    about = "a dead clock battery: the clock is three years behind after every start"
    planting.note_on("clock battery dead", "t105-pc01", ("clock_wrong",), begins_ms, timedelta(hours=2), about)
    short_ms = planting.at(1, 7)
    planting.build("dir-pc01", memory=4 * GIB - 300 * 1024 * 1024)
    planting.ail("dir-pc01", memory_short_ms=short_ms)
    about = "4 GB of memory for what takes 6: it swaps all day"
    found = moment(planting.at(3, 12)) - moment(short_ms)  # three days in a row, two hours on each
    planting.note("memory short", "dir-pc01", ("memory_short",), short_ms, found, about)
    battery = planting.devices["kar1-lt01"].machine.battery
    if battery is not None:
        planting.build("kar1-lt01", battery=replace(battery, health=46.0, cycles=812))
        about = "a battery with 46 % of its capacity left"
        planting.note_on("battery worn", "kar1-lt01", ("battery_worn",), begins_ms, timedelta(hours=4), about)


def _upkeep(planting: Planting) -> None:
    begins_ms, hours = planting.begins_ms, timedelta(hours=4)
    # Long enough to hold ten school days, whatever holidays came before.
    planting.ail("h203-pc01", updates_stuck_ms=begins_ms - 100 * DAY_MS)
    about = "no update was installed for 100 days, and security updates wait"
    planting.note_on("updates late", "h203-pc01", ("updates_late",), begins_ms, hours, about)
    since_ms = begins_ms - 11 * DAY_MS // 2
    planting.ail("srv-bestanden", reboot_since_ms=since_ms)
    about = "a new kernel has waited for a restart for over 7 days"
    planting.note("restart due", "srv-bestanden", ("reboot_needed",), since_ms + 7 * DAY_MS, hours, about)
    planting.devices["t010-pc01"] = replace(planting.devices["t010-pc01"], agent_version=OLD_AGENT)
    about = f"the agent is still release {OLD_AGENT}"
    planting.note_on("agent old", "t010-pc01", ("agent_outdated",), begins_ms, timedelta(days=1), about)
    loses_ms = planting.at(1, 10)
    planting.ail("ler-pc01", loses_ms=loses_ms)
    about = "the agent's spool has no room left on the disk and drops measurements"
    planting.note_on("samples dropped", "ler-pc01", ("agent_losing_data",), loses_ms, timedelta(hours=6), about)


def _backups(planting: Planting) -> None:
    begins_ms, soon = planting.begins_ms, timedelta(minutes=40)
    late = Job("boekhouding", 75, 4_200_000_000, tool="Sage BOB 50", target="network", items=3)
    late = replace(late, trouble="stops", trouble_ms=first_run(late, begins_ms + DAY_MS))
    failed = Job("mailarchief", 105, 18_500_000_000, message="the target disk is not there", tool="rsync", target="usb")
    failed = replace(failed, trouble="fails", trouble_ms=first_run(failed, begins_ms + 2 * DAY_MS) - 1)
    empty = Job(
        "thuismappen", 1380, 310_000_000_000, message="said to have succeeded, but with 0 bytes.", tool="borg",
        target="network", items=412_650,
    )  # fmt: skip
    empty = replace(empty, trouble="empty", trouble_ms=first_run(empty, begins_ms + 3 * DAY_MS) - 1)
    late = replace(late, trouble_ms=late.trouble_ms - 1)
    well = (
        Job("leerlingvolgsysteem", 1350, 2_100_000_000, tool="restic", target="cloud", items=8_214),
        Job("servers-volledig", 150, 640_000_000_000, weekday=6, tool="borg", target="network", items=1_204_377),
    )
    planting.ail("srv-bestanden", jobs=(*well, late, failed, empty))
    for job, rule, name, more, about in (
        (late, "backup_late", "backup late", timedelta(hours=13), "the job no longer runs"),
        (failed, "backup_failed", "backup failed", soon, "the job fails every night"),
        (empty, "backup_failed", "backup empty", soon, "the job succeeds with nothing in it"),
    ):
        planting.note(name, "srv-bestanden", (rule,), job.trouble_ms + 1, more, f"{job.name}: {about}")


def _silence(planting: Planting) -> None:
    down_ms = planting.at(2, 13, 20)
    server = planting.devices["srv-leerplatform"]
    server.timetable.away = ((down_ms, down_ms + 180 * MINUTE_MS),)
    about = "the server is off for three hours on a school day"
    planting.note("server silent", server.key, ("host_silent",), down_ms, timedelta(minutes=30), about)
    _dead_switch(planting)
    _copied_disk(planting)


def _dead_switch(planting: Planting) -> None:
    """A room falls silent before school opens, on a morning late enough for everyone to know how busy it usually is."""
    keys = [key for key, device in planting.devices.items() if device.room == SILENT_ROOM]
    if len(keys) < FEWEST_IN_A_ROOM:
        return
    number = next(n for n in range(MORNINGS_TO_KNOW, 300) if planting.is_settled(n))
    dead = (planting.at(number, 6, 30), planting.at(number, 11, 45))
    for key in keys:
        planting.ail(key, cut_off=(dead,))
    about = "the switch of the room is dead for a morning; the machines are on and send all of it afterwards"
    planting.note("room silent", SILENT_ROOM, ("room_silent",), dead[0], timedelta(hours=4, minutes=15), about)


def _copied_disk(planting: Planting) -> None:
    """A disk that was copied while its machine ran: the same identity, spool and numbers in two places."""
    device = planting.devices["kar2-lt01"]
    on_ms = device.timetable.next_on(planting.at(2, 8))
    if on_ms is None:
        raise ValueError("the laptop trolley is never used; check the list of holidays")
    seen_ms = on_ms + 20 * MINUTE_MS
    planting.devices["kar2-lt01-kopie"] = replace(
        device, key="kar2-lt01-kopie", copy_of=device.key, appears_ms=seen_ms,
        phase_ms=(device.phase_ms + 29_000) % 60_000, seed=device.seed ^ 0x5DEECE66D, ailments=Ailments(),
        machine=replace(device.machine, serial=f"{device.machine.serial[:-1]}9"),
    )  # fmt: skip
    about = "two laptops with one copied disk push as one device; the collector marks it as cloned"
    shown, soon = "device.cloned_at", timedelta(minutes=30)
    planting.faults.append(PlantedFault("disk copied", device.key, (), moment(seen_ms), soon, about, shows=shown))


def _licences(planting: Planting, titles: tuple[Standing, ...]) -> None:
    """A shortage shows once more machines were seen with a title than are covered, and an hour later."""
    for one in titles:
        if one.covered < len(one.keys):
            on = sorted(planting.devices[key].timetable.next_on(planting.begins_ms) or 2**62 for key in one.keys)
            short_ms = on[one.covered]
            about = f"{one.title}: {len(one.keys)} installed, {one.covered} covered"
            planting.note(
                f"licence short: {one.title}", "", ("unlicensed_install",), short_ms, timedelta(hours=3), about
            )
