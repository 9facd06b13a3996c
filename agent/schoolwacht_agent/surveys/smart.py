"""How the disks are by their own account: SMART of ATA, NVMe and SCSI disks by smartctl, and the wear of flash chips.

Numbers bear Telegraf's names (plugin inputs.smart, measurement smart_device). A disk that sleeps is left asleep and
keeps the row of before. Every disk has a row: where nothing can be learnt, the verdict is unknown and says why.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import emmc, programs, remembered_disks, smartctl, smartctl_text, sys_block
from schoolwacht_agent.platforms.smartctl import Door, Health
from schoolwacht_agent.probe import (
    Column,
    DataClass,
    Gauge,
    Group,
    Kind,
    NoData,
    Probe,
    Reading,
    Row,
    Surroundings,
    Table,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from schoolwacht_agent.platforms.sys_block import Disk

_TAGS = ("device", "model")
GAUGES = {
    name: Gauge(f"smart_device.{name}", unit, about, _TAGS)
    for name, (unit, about) in {
        "health_ok": ("1", "1 if the disk calls itself well, 0 if it says that it is failing."),
        "temp_c": ("Cel", "Temperature of the disk."),
        "power_on_hours": ("h", "Hours that it has been switched on in its life."),
        "reallocated_sectors_count": ("1", "Blocks replaced by spare ones (ATA 5; SCSI: grown defects)."),
        "spin_retry_count": ("1", "Times that it had to try again to get its platters turning (ATA 10)."),
        "end_to_end_error": ("1", "Times that data changed inside the disk (ATA 184)."),
        "uncorrectable_errors": ("1", "Errors that could not be corrected (ATA 187; SCSI: sum of its error counters)."),
        "command_timeout": ("1", "Commands given up because they took too long (ATA 188, its low 16 bits)."),
        "pending_sector_count": ("1", "Blocks that cannot be read and wait to be replaced (ATA 197)."),
        "uncorrectable_sector_count": ("1", "Blocks found unreadable by its own checks (ATA 198)."),
        "udma_crc_errors": ("1", "Transfers spoiled between disk and computer, mostly by a cable (ATA 199)."),
        "critical_warning": ("1", "Warnings of an NVMe disk as a sum of bits; 0 is none."),
        "percentage_used": ("%", "How much of its rated wear a flash disk has used; it can go past 100."),
        "available_spare": ("%", "Spare blocks that an NVMe disk has left."),
        "available_spare_threshold": ("%", "Spare blocks below which an NVMe disk warns."),
        "media_errors": ("1", "Times that an NVMe disk could not read back what was written."),
        "unsafe_shutdowns": ("1", "Times that an NVMe disk lost power without a word before."),
    }.items()
}
DISK_HEALTH = Table(
    "disk_health",
    "Every disk and how it is by its own account.",
    {
        "device": Column(Kind.TEXT, "Name of the disk, for example sda; behind a RAID controller with its place."),
        "model": Column(Kind.TEXT, "Model as its maker writes it."),
        "serial": Column(Kind.TEXT, "Serial number.", data_class=DataClass.PSEUDONYMOUS),
        "firmware": Column(Kind.TEXT, "Version of its firmware."),
        "kind": Column(Kind.TEXT, "`hdd`, `ssd`, `nvme`, `emmc` or `unknown`."),
        "verdict": Column(Kind.TEXT, "`passed`, `failed` or `unknown`; unknown is not good."),
        "reason": Column(Kind.TEXT, f"Why: {', '.join(f'`{code}`' for code in smartctl.REASONS)}."),
        "capacity_bytes": Column(Kind.INTEGER, "Size.", "By"),
        "power_on_hours": Column(Kind.INTEGER, "Hours switched on in its life, in steps of a day.", "h"),
    },
    key=("device",),
)
_SCAN_SECONDS = 20.0
_DISK_SECONDS = 20.0
_MOST_DISKS = 64
_DAY = 24


def findings(device: str, health: Health, *, numbers: bool = True) -> Iterator[Reading | Row]:
    """The row of one disk, and its numbers."""
    yield DISK_HEALTH(
        device=device,
        model=health.model,
        serial=health.serial,
        firmware=health.firmware,
        kind=health.kind,
        verdict=health.verdict,
        reason=health.reason,
        capacity_bytes=health.capacity,
        # By the hour the row would change all day long.
        power_on_hours=None if health.hours is None else health.hours // _DAY * _DAY,
    )
    for name, value in health.numbers.items() if numbers else ():
        yield GAUGES[name](value, device=device, model=health.model or "unknown")


class Ward:
    """Asks every disk in turn; what each said last is remembered in the agent's home."""

    def __init__(self, blocks: Path, folders: Sequence[Path] = programs.FOLDERS) -> None:
        self._blocks = blocks
        self._folders = tuple(folders)

    def take(self, surroundings: Surroundings) -> Iterator[Reading | Row]:
        """A row for every disk."""
        earlier = remembered_disks.load(surroundings.home)
        disks = {disk.name: disk for disk in sys_block.disks(self._blocks)}
        asked = self._ask_all(disks) or _by_windows()
        if not disks and not asked:
            raise NoData("this machine shows no disk")
        for name, disk in disks.items():
            if name not in asked:
                asked[name] = self._without_smartctl(disk)
        kept: dict[str, Health] = {}
        for device, health in sorted(asked.items())[:_MOST_DISKS]:
            before = earlier.get(device)
            slept = health.reason == "asleep" and before is not None
            kept[device] = before if slept and before is not None else health
            yield from findings(device, self._completed(kept[device], disks.get(device)), numbers=not slept)
        remembered_disks.save(surroundings.home, kept, earlier)

    def _ask_all(self, disks: dict[str, Disk]) -> dict[str, Health]:
        try:
            said = programs.ask("smartctl", "--json=c", "--scan", seconds=_SCAN_SECONDS, folders=self._folders)
        except programs.NoAnswer:
            return {}
        json: tuple[str, ...] = ("--json=c",)
        listed = smartctl.doors(said.text)
        if not listed and not said.text.lstrip().startswith("{"):  # before version 7
            with suppress(programs.NoAnswer):
                said = programs.ask("smartctl", "--scan", seconds=_SCAN_SECONDS, folders=self._folders)
                listed, json = smartctl_text.doors(said.text), ()
        found: dict[str, Health] = {}
        for door in listed[:_MOST_DISKS]:
            device = device_name(door, disks)
            found[device] = self._ask(door, disks.get(device), json)
        return found

    def _ask(self, door: Door, disk: Disk | None, json: tuple[str, ...]) -> Health:
        arguments = [*json, "--info", "--health", "--attributes"]
        # Some solid-state disks always say that they sleep, and waking one costs nothing.
        if disk is None or disk.rotational is not False:
            arguments.append("--nocheck=standby")
        # The type of a scan is a guess, and would keep smartctl from finding out what a USB bridge is.
        if door.shared:
            arguments.append(f"--device={door.type}")
        try:
            said = programs.ask("smartctl", *arguments, door.name, seconds=_DISK_SECONDS, folders=self._folders)
        except programs.NoAnswer as nothing:
            return Health("unknown", str(nothing))
        if json:
            return smartctl.parse(said.text)
        return next(iter(smartctl_text.parse(said.text)), Health("unknown", "not_json"))

    def _without_smartctl(self, disk: Disk) -> Health:
        if disk.name.startswith("mmcblk"):
            return emmc.read(self._blocks / disk.name / "device", disk.size)
        installed = programs.find("smartctl", self._folders)
        return Health("unknown", "not_listed" if installed else "not_installed")

    @staticmethod
    def _completed(health: Health, disk: Disk | None) -> Health:
        """What the kernel knows of a disk that says nothing itself."""
        if disk is None:
            return health
        kind = health.kind
        if kind == "unknown" and disk.rotational is False:
            kind = "ssd"
        return replace(health, kind=kind, model=health.model or disk.model, capacity=health.capacity or disk.size)


def _by_windows() -> dict[str, Health]:
    """Windows' own account, where smartctl is not installed or finds nothing."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import health, storage

        told = storage.look()
        found = health.disks(told)
        if found is None:
            reason = told.unknown.get("disks", "failed")
            raise NoData(f"Windows does not tell how its disks are: {reason}", "Install smartmontools, or mend WMI.")
        return found
    return {}


def device_name(door: Door, disks: dict[str, Disk]) -> str:
    """The name under which the disk is also in table `disks`; behind a controller, the door and the place behind it."""
    name = door.name.removeprefix("/dev/")
    if door.shared:
        return f"{name}:{door.type}"
    # smartctl names the controller of an NVMe disk (nvme0), the kernel the disk on it (nvme0n1).
    return next((disk for disk in disks if disk == name or disk.startswith(f"{name}n")), name)


PROBE = Probe(
    "smart",
    timedelta(hours=1),
    (*GAUGES.values(), DISK_HEALTH),
    Ward(Path("/sys/block")).take,
    about="How the disks are by their own account.",
    patience=timedelta(seconds=60),
    group=Group.HEALTH,
)
