"""What is known of a machine beside numbers: every inventory table that a simulated agent sends."""

from __future__ import annotations

from collections.abc import Iterator

from schoolwacht_simulator import programs
from schoolwacht_simulator.backups import standing
from schoolwacht_simulator.days import day_of
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.inventory import health, outside, parts, probe_states, protection, support
from schoolwacht_simulator.inventory.table import Facts, table


def _software(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    days = (day_of(now.ms), day_of(device.begins_ms))
    yield from programs.rows(device.programs, device.key, device.site, device.machine.system.short, days)


def _backups(device: SimulatedDevice, now: Now) -> Iterator[Facts]:
    for job in device.ailments.jobs:
        stands = standing(job, now.ms)
        outcome = "ok" if stands.result == "ok" else "empty" if not stands.size else "failed"
        yield {
            "job": job.name, "source": "report", "result": stands.result, "outcome": outcome, "tool": job.tool,
            "target": job.target, "off_site": "yes" if job.target == "cloud" else "no", "items": job.items,
            "skipped": 0, "last_try_ms": stands.last_try_ms, "last_good_ms": stands.last_good_ms,
            "every_seconds": job.every_seconds, "every_from": "told", "size_bytes": stands.size,
            "message": stands.message or None,
        }  # fmt: skip


TABLES = (
    *support.TABLES,
    *parts.TABLES,
    table(
        "software",
        "source name version architecture publisher size_bytes:integer section title ordered_version kind scope "
        "installed_on upgrade_code",
        4,
        _software,
    ),
    *health.TABLES,
    *protection.TABLES,
    *outside.TABLES,
    *probe_states.TABLES,
)
BACKUPS = table(
    "backups",
    "job source result outcome tool target off_site items:integer skipped:integer last_try_ms:integer "
    "last_good_ms:integer every_seconds:integer every_from size_bytes:integer message",
    2,
    _backups,
    keeps_rows=True,
)
"""Looked at every time, because jobs end at night while nobody starts the server."""
