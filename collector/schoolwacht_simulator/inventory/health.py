"""How parts fare by their own account: disks, sets of disks, file systems, memory, the clock; and crashes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from schoolwacht_simulator.days import day_of
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.health import hours_on
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.parts import modules
from schoolwacht_simulator.inventory.table import Facts, table

DAY_MS = 86_400_000
_MIRROR = 2
_KINDS = ("unclean_start", "kernel_crash")


def _disk_health(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    for disk in device.machine.disks:
        # By the day: the hours themselves are measured every minute, and a row should change only when it tells more.
        yield {
            "device": disk.name, "model": disk.model, "serial": disk.serial, "firmware": disk.firmware,
            "kind": disk.kind, "verdict": "passed", "capacity_bytes": disk.size,
            "power_on_hours": hours_on(device, disk, int(now.days)),
        }  # fmt: skip


def _batteries(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    if (battery := device.machine.battery) is not None:
        full = int(battery.design_mwh * battery.health / 100)
        yield {
            "name": battery.name, "maker": battery.maker, "model": battery.model, "technology": "Li-ion",
            "design_mwh": battery.design_mwh, "full_mwh": full, "cycles": battery.cycles + max(0, int(now.days * 0.6)),
            "health_percent": round(100 * full / battery.design_mwh, 1),
        }  # fmt: skip


def _raid_sets(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    """Servers keep their files on two disks with the same on both; one may be gone."""
    if not any(volume.device == "md0" for volume in device.machine.volumes):
        return
    since = device.ailments.raid_degraded_ms
    missing = int(since is not None and now.ms >= since)
    # Checked on the first Sunday of the month, as Debian does.
    month = (day_of(now.ms) - timedelta(days=7)).replace(day=1)
    checked = month + timedelta(days=(6 - month.weekday()) % 7)
    yield {
        "kind": "md", "name": "md0", "level": "raid1", "state": "degraded" if missing else "ok", "members": _MIRROR,
        "missing": missing, "errors": 0, "last_check": checked.isoformat(),
    }  # fmt: skip


def _file_systems(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    family = device.machine.system.family
    if family == "windows":
        yield {"device": "volumes", "state": "ok", "errors": 0}
    elif family == "linux":
        for volume in device.machine.volumes:
            counts = volume.fstype == "ext4"
            yield {
                "device": volume.device, "fs_type": volume.fstype, "state": "ok" if counts else "unknown",
                "errors": 0 if counts else None, "read_only": 0,
            }  # fmt: skip


def _memory_errors(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    if device.device_class == "server":  # only theirs notices
        for place in range(modules(device.machine)[1]):
            yield {"place": f"mc0/dimm{place}", "label": f"DIMM_A{place + 1}", "corrected": 0, "uncorrected": 0}


def _clock_sync(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    if device.machine.system.family != "linux":
        return
    today = day_of(now.ms).isoformat()
    if device.device_class == "server":
        yield {"clock": "system", "synchronised": 1, "keeper": "chrony", "stratum": 3, "last_sync": today}
    else:
        wrong = device.ailments.clock_behind_ms > 0
        yield {
            "clock": "system", "synchronised": int(not wrong), "keeper": "timesyncd",
            "last_sync": None if wrong else today,
        }  # fmt: skip


def _crashes(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    if device.machine.system.family == "macos":
        return
    crashed = [at_ms for at_ms in device.ailments.crashed_ms if at_ms <= now.ms]
    for kind in _KINDS:
        times = crashed if kind == "kernel_crash" else []
        yield {
            "kind": kind, "count_7d": sum(now.ms - at_ms <= 7 * DAY_MS for at_ms in times),
            "count_30d": sum(now.ms - at_ms <= 30 * DAY_MS for at_ms in times),
            "last_at": day_of(max(times)).isoformat() if times else None,
        }  # fmt: skip


def _troubled_services(_device: SimulatedDevice, _now: Now) -> Iterator[Facts]:
    yield from ()


TABLES = (
    table("disk_health",
          "device model serial firmware kind verdict capacity_bytes:integer power_on_hours:integer", 1,
          _disk_health),
    table("batteries",
          "name maker model technology design_mwh:integer full_mwh:integer cycles:integer health_percent:real", 1,
          _batteries),
    table("raid_sets", "kind name level state members:integer missing:integer errors:integer last_check", 2,
          _raid_sets),
    table("file_systems_errors", "device fs_type state errors:integer read_only:integer", 1, _file_systems),
    table("memory_errors", "place label corrected:integer uncorrected:integer", 1, _memory_errors),
    table("clock_sync", "clock synchronised:integer keeper stratum:integer last_sync", 1, _clock_sync),
    table("crashes", "kind count_7d:integer count_30d:integer last_at", 1, _crashes),
    table("troubled_services", "service state reason", 1, _troubled_services, tells_none=True),
)  # fmt: skip
