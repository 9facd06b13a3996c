"""What is known of a machine beside numbers: the rows of every inventory table at a moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schoolwacht_simulator import programs
from schoolwacht_simulator.backups import standing
from schoolwacht_simulator.chance import whole
from schoolwacht_simulator.days import day_of
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.health import failing_since, hours_on
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.gauges.storage import card_name

Cell = str | int | float | None
Cells = tuple[Cell, ...]
DAY_MS = 86_400_000
WEEK_MS = 7 * DAY_MS
_UPDATERS = {"windows": "windows-update", "macos": "softwareupdate", "debian": "apt", "ubuntu": "apt"}


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in their order, each with its kind, how many of the first are its key, and its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    key: int
    rows: Callable[[SimulatedDevice, Now], Iterator[Cells]]
    keeps_rows: bool = False


def _os(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    system = device.machine.system
    # The machine says when it was started by its own clock, whatever that is worth.
    boot_ms = now.boot_ms - device.ailments.clock_behind_ms
    yield (
        "os", system.name, system.version, system.short, system.version_id, system.codename or None, system.kernel,
        system.architecture, boot_ms // 1000 * 1000, None if system.family == "windows" else "Europe/Brussels",
    )  # fmt: skip


def _hardware(device: SimulatedDevice, _: Now) -> Iterator[Cells]:
    machine, model = device.machine, device.machine.model
    yield (
        "system", model.maker, model.name, None, machine.serial, model.chassis, f"{model.maker} 0{machine.serial[:4]}",
        model.firmware, model.firmware_date, "uefi", model.cpu, 1, model.cores, model.threads, machine.memory,
        "physical", None,
    )  # fmt: skip


def _disks(device: SimulatedDevice, _: Now) -> Iterator[Cells]:
    for disk in device.machine.disks:
        yield disk.name, disk.model, disk.size, int(disk.kind == "hdd"), 0


def _interfaces(device: SimulatedDevice, _: Now) -> Iterator[Cells]:
    wireless = device.machine.wireless
    yield card_name(device), device.machine.mac, "wifi" if wireless else "ethernet", None if wireless else 1000, 1


def _software(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    days = (day_of(now.ms), day_of(device.begins_ms))
    yield from programs.rows(device.programs, device.key, device.site, device.machine.system.short, days)


def _backups(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    for job in device.ailments.jobs:
        stands = standing(job, now.ms)
        yield (
            job.name, "report", stands.result, stands.last_try_ms, stands.last_good_ms, job.every_seconds, stands.size,
            None, stands.message or None,
        )  # fmt: skip


def _batteries(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    if (battery := device.machine.battery) is not None:
        full = int(battery.design_mwh * battery.health / 100)
        cycles = battery.cycles + max(0, int(now.days * 0.6))
        yield (
            battery.name, battery.maker, battery.model, "Li-ion", battery.design_mwh, full, cycles,
            round(100 * full / battery.design_mwh, 1),
        )  # fmt: skip


def _disk_health(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    for disk in device.machine.disks:
        failing = failing_since(device, disk, now.ms) is not None
        reason = "sectors were reallocated or wait for it" if failing else None
        # By the day: the hours themselves are measured every minute, and a row should change only when it tells more.
        hours = hours_on(device, disk, int(now.days))
        yield disk.name, disk.model, disk.serial, disk.firmware, disk.kind, "passed", reason, disk.size, hours


def _updates(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
    ailments, source = device.ailments, _UPDATERS[device.machine.system.short]
    turn = device.seed % WEEK_MS
    # Installed once a week, on a day of its own, and looked for every day.
    good_ms = (now.ms - turn) // WEEK_MS * WEEK_MS + turn
    pending = whole(0, 3, device.key, "pending", good_ms)
    if ailments.updates_stuck_ms is not None:
        good_ms = ailments.updates_stuck_ms
        pending = 6 + (now.ms - good_ms) // (5 * DAY_MS)
    checked_ms = now.ms // DAY_MS * DAY_MS - device.seed % DAY_MS // 4
    since = ailments.reboot_since_ms
    security = pending // 3 if ailments.updates_stuck_ms is not None else 0
    reason = "linux-image-6.1.0-38-amd64" if since is not None else None
    yield source, pending, security, good_ms, max(checked_ms, good_ms), int(since is not None), since, reason


def _columns(text: str) -> tuple[tuple[str, str], ...]:
    """Columns out of words: a name is text, `name:integer` and `name:real` are numbers."""
    pairs = (word.partition(":") for word in text.split())
    return tuple((name, kind or "text") for name, _, kind in pairs)


TABLES = (
    Table("os", _columns(
        "kind name version id version_id codename kernel architecture boot_time_ms:integer time_zone"), 1, _os),
    Table("hardware", _columns(
        "part maker model model_version serial chassis board firmware firmware_date boot_mode cpu sockets:integer "
        "cores:integer threads:integer memory_bytes:integer nature hypervisor"), 1, _hardware),
    Table("disks", _columns("name model size_bytes:integer rotational:integer removable:integer"), 1, _disks),
    Table("interfaces", _columns("name mac kind speed_mbit:integer up:integer"), 1, _interfaces),
    Table("software", _columns("source name version architecture publisher size_bytes:integer section"), 4, _software),
    Table("batteries", _columns(
        "name maker model technology design_mwh:integer full_mwh:integer cycles:integer health_percent:real"), 1,
        _batteries),
    Table("disk_health", _columns(
        "device model serial firmware kind verdict reason capacity_bytes:integer power_on_hours:integer"), 1,
        _disk_health),
    Table("updates", _columns(
        "source pending:integer pending_security:integer last_success_ms:integer last_check_ms:integer "
        "reboot_needed:integer reboot_since_ms:integer reboot_reason"), 1, _updates),
)  # fmt: skip
BACKUPS = Table(
    "backups",
    _columns(
        "job source result last_try_ms:integer last_good_ms:integer every_seconds:integer size_bytes:integer "
        "files:integer message"
    ),
    2,
    _backups,
    keeps_rows=True,
)
"""Looked at every time, because jobs end at night while nobody starts the server."""
