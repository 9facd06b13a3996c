"""What the agent says of itself, and how its backup jobs stand."""

from __future__ import annotations

from schoolwacht_simulator.backups import standing
from schoolwacht_simulator.chance import noise
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now, shape

SAMPLES_A_BATCH = 120
_FIELDS = {
    "rss_bytes": 0, "cpu_seconds": 3, "threads": 0, "spool_bytes": 0, "spool_batches": 0, "dropped_samples": 0,
    "dropped_batches": 0, "refused_batches": 0, "pushes": 0, "push_failures": 0, "probe_failures": 0,
}  # fmt: skip


class Counters:
    """What the agent counts since it started."""

    def __init__(self) -> None:
        self.spool_bytes = self.spool_batches = self.dropped_samples = self.dropped_batches = 0
        self.refused = self.pushes = self.failures = 0


def dropped_batches(device: SimulatedDevice, now: Now) -> int:
    """How many batches a machine without room for its spool has lost since the start: ten an hour."""
    since = device.ailments.loses_ms
    return 0 if since is None else max(0, now.ms - max(since, now.boot_ms)) // 360_000


def agent(device: SimulatedDevice, counters: Counters) -> Meter:
    """`schoolwacht_agent`."""

    def numbers(now: Now) -> list[int]:
        planted = dropped_batches(device, now)
        rss = 46_000_000 + device.seed % 5_000_000 + int(400_000 * noise(device.seed ^ 5, now.ms // 60_000))
        dropped = counters.dropped_samples + planted * SAMPLES_A_BATCH
        found = [rss, 900 + now.up * 9 // 10, 9, counters.spool_bytes, counters.spool_batches, dropped]
        return [*found, counters.dropped_batches + planted, counters.refused, counters.pushes, counters.failures, 0]

    return Meter((shape("schoolwacht_agent", _FIELDS),), numbers)


def backups(device: SimulatedDevice) -> Meter:
    """`backup` for every job."""
    fields = {"ok": 0, "age_seconds": 0, "size_bytes": 0}
    jobs = device.ailments.jobs
    shapes = tuple(shape("backup", fields, job=job.name, source="report") for job in jobs)

    def numbers(now: Now) -> list[int]:
        found: list[int] = []
        for job in jobs:
            stands = standing(job, now.ms)
            found += [int(stands.result == "ok"), (now.ms - stands.last_good_ms) // 1000, stands.size]
        return found

    return Meter(shapes, numbers)
