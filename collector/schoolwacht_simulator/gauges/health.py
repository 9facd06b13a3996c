"""Heat, batteries and what disks say of themselves (SMART). A failing disk's counts rise from some moment on."""

from __future__ import annotations

from collections.abc import Callable

from schoolwacht_simulator.chance import noise
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now, shape
from schoolwacht_simulator.machines import Battery, Disk

_ATA = (
    "health_ok", "temp_c", "power_on_hours", "reallocated_sectors_count", "uncorrectable_errors", "command_timeout",
    "pending_sector_count", "uncorrectable_sector_count", "udma_crc_errors",
)  # fmt: skip
_TURNING = ("spin_retry_count", "end_to_end_error")
_NVME = (
    "health_ok", "temp_c", "power_on_hours", "critical_warning", "percentage_used", "available_spare",
    "available_spare_threshold", "media_errors", "unsafe_shutdowns",
)  # fmt: skip
_HOURS_A_DAY = {"server": 24.0}
_SCHOOL_HOURS = 5.6
"""On average over a week with a Wednesday and a weekend."""
_SWINGS_TO_EMPTY = 3 * 3600


def meters(device: SimulatedDevice) -> list[Meter]:
    """`sensors`, `smart_device` for every disk, `battery` if there is one."""
    found = [_sensors(device)]
    found += [_disk(device, disk, first=place == 0) for place, disk in enumerate(device.machine.disks)]
    return [*found, _battery(device.machine.battery)] if device.machine.battery else found


def _sensors(device: SimulatedDevice) -> Meter:
    fan = device.machine.model.chassis in {"desktop", "tower"}
    shapes = [shape("sensors", {"temp_input": 1}, chip="coretemp", feature="package_id_0")]
    if fan:
        shapes.append(shape("sensors", {"fan_input": 0}, chip="fan", feature="fan1"))
    base = 340 + device.seed % 60

    def numbers(now: Now) -> list[int]:
        heat = base + int(260 * now.busy) + int(18 * noise(device.seed ^ 4, now.ms // 60_000))
        return [heat, 880 + heat] if fan else [heat]

    return Meter(tuple(shapes), numbers)


def _battery(battery: Battery) -> Meter:
    fields = {"charge_percent": 1, "health_percent": 1, "cycles": 0, "plugged": 0}
    health = round(battery.health * 10)

    def numbers(now: Now) -> list[int]:
        # Out of the trolley it is full, and runs down; when it is low somebody plugs it in.
        left = 1000 - now.up * 780 // _SWINGS_TO_EMPTY
        plugged = left < 250  # noqa: PLR2004 - a quarter
        charge = min(1000, 250 + (now.up - _SWINGS_TO_EMPTY) // 8) if plugged else left
        return [max(50, charge), health, battery.cycles + max(0, int(now.days * 0.6)), int(plugged)]

    return Meter((shape("battery", fields, battery=battery.name),), numbers)


def hours_on(device: SimulatedDevice, disk: Disk, days: float) -> int:
    """How many hours a disk has run."""
    return disk.hours + max(0, int(days * _HOURS_A_DAY.get(device.device_class, _SCHOOL_HOURS)))


def failing_since(device: SimulatedDevice, disk: Disk, now_ms: int) -> float | None:
    """Days since this disk began to fail; None while it is well."""
    since = device.ailments.disk_fails_ms
    if since is None or disk is not device.machine.disks[0] or now_ms < since:
        return None
    return (now_ms - since) / 86_400_000


def _disk(device: SimulatedDevice, disk: Disk, *, first: bool) -> Meter:
    names = _NVME if disk.kind == "nvme" else _ATA + (_TURNING if disk.kind == "hdd" else ())
    point = shape("smart_device", dict.fromkeys(names, 0), device=disk.name, model=disk.model)
    numbers = _nvme(device, disk) if disk.kind == "nvme" else _ata(device, disk, first=first)
    return Meter((point,), numbers)


def _ata(device: SimulatedDevice, disk: Disk, *, first: bool) -> Callable[[Now], list[int]]:
    turning, base = disk.kind == "hdd", 27 + device.seed % 5

    def numbers(now: Now) -> list[int]:
        ill = failing_since(device, disk, now.ms) if first else None
        grown = 0 if ill is None else 1 + int(ill * 9)
        found = [1, base + int(8 * now.busy), hours_on(device, disk, now.days)]
        found += [grown * 4, grown // 3, 0, grown * 2, grown // 2, 0]
        return [*found, 0, 0] if turning else found

    return numbers


def _nvme(device: SimulatedDevice, disk: Disk) -> Callable[[Now], list[int]]:
    base, unsafe = 31 + device.seed % 6, 3 + device.seed % 20

    def numbers(now: Now) -> list[int]:
        hours = hours_on(device, disk, now.days)
        return [1, base + int(11 * now.busy), hours, 0, disk.worn_percent, 100, 10, 0, unsafe]

    return numbers
