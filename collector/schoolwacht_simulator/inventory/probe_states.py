"""How each probe of the agent fares: most tell what they can, and some say honestly that there is nothing to tell."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from schoolwacht_simulator.chance import number
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory.table import Facts, table

_GROUPS = {
    "hardware": "hardware", "os": "hardware", "software": "software", "os_licences": "licences", "updates": "updates",
    "support_dates": "updates", "windows11": "updates", "security": "security", "antivirus": "security",
    "listening_ports": "security", "smart": "health", "raid": "health", "file_systems": "health",
    "memory_errors": "health", "crashes": "health", "clock_source": "health", "ups": "health",
    "backup_records": "backups", "peripherals": "around", "around": "around",
}  # fmt: skip
_NO_UPS = ("no UPS is watched from this machine", "Connect the UPS by USB and install NUT.")
_NO_BACKUPS = ("no program or person told of a backup on this machine", "")
_ON_LINUX = "can only be told on Linux so far"
_NOTHING: dict[str, dict[str, tuple[str, str]]] = {
    "windows": {
        "ups": _NO_UPS, "backup_records": _NO_BACKUPS,
        "clock_source": (f"how the clock is kept {_ON_LINUX}", "On Windows: w32tm /query /status."),
        "raid": ("this machine has no Storage Spaces", ""),
    },
    "macos": {
        "ups": _NO_UPS, "backup_records": _NO_BACKUPS,
        "os_licences": ("macOS comes with its machine and has no licence to tell of", ""),
        "windows11": ("a Mac does not run Windows 11 by itself", ""),
        "crashes": (f"crashes {_ON_LINUX}", "See the events of the system."),
        "file_systems": (f"damage of file systems {_ON_LINUX}", "See the health of the volumes."),
        "raid": (f"sets of disks {_ON_LINUX}", ""),
        "clock_source": (f"how the clock is kept {_ON_LINUX}", ""),
        "memory_errors": (f"errors of memory {_ON_LINUX}", ""),
        "peripherals": ("what is plugged in is not read on this system yet", ""),
        "around": ("what is around this system is not read yet", ""),
    },
    "linux": {
        "ups": _NO_UPS,
        "os_licences": ("Linux has no licence to tell of", ""),
    },
}  # fmt: skip


def _probe_states(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    # A restart of the agent changes nothing, so it has been so for longer than the story lasts.
    since = datetime.fromtimestamp(device.begins_ms / 1000 - number(device.host, "agent") % 3_000_000, UTC)
    nothing = dict(_NOTHING[device.machine.system.family])
    if device.machine.system.family == "linux" and not device.ailments.jobs:
        nothing["backup_records"] = _NO_BACKUPS
    for probe, group in _GROUPS.items():
        reason, remedy = nothing.get(probe, ("", ""))
        yield {
            "probe": probe, "part": "", "group": group, "state": "nothing" if reason else "ok",
            "reason": reason or None, "remedy": remedy or None, "since": since.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }  # fmt: skip


TABLES = (table("probe_states", "probe part group state reason remedy since", 2, _probe_states),)
