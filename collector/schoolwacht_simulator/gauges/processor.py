"""How busy a machine is: processor, load and processes."""

from __future__ import annotations

from schoolwacht_simulator.chance import noise, share, wander
from schoolwacht_simulator.days import day_of, lesson_at
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now, shape

_CPU = ("active", "guest", "guest_nice", "idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user")
_STATES = ("blocked", "dead", "idle", "paging", "running", "sleeping", "stopped", "unknown", "zombies")
_STEP_MS = 60_000


def busy(device: SimulatedDevice, now_ms: int) -> float:
    """How hard the machine is used at a moment, from 0 (nobody there) to 1."""
    if device.device_class == "server":
        return 0.12 + 0.5 * wander(device.seed, now_ms // 1000, 5400) * _open_hours(now_ms)
    lesson = lesson_at(now_ms)
    if device.timetable.way == "office":
        taken = wander(device.seed, now_ms // 1000, 2700) > 0.25  # noqa: PLR2004 - at the desk, three times out of four
    else:
        day = day_of(now_ms)
        full = lesson >= 0 and share(device.timetable.together, "lesson", lesson, day) < 0.75  # noqa: PLR2004 - three of four
        taken = full and noise(device.seed, day.toordinal() * 16 + lesson) < 0.9  # noqa: PLR2004 - nearly every seat
    return (0.15 + 0.75 * wander(device.seed, now_ms // 1000, 900)) if taken else 0.02


def _open_hours(now_ms: int) -> float:
    """1 while the school is awake, little at night; by the hour in UTC, which is near enough for a server's load."""
    hour = now_ms // 3_600_000 % 24
    return 1.0 if 6 <= hour <= 15 else 0.15  # noqa: PLR2004 - hours of the day


def meter(device: SimulatedDevice) -> Meter:
    """`cpu`, `system` and `processes`."""
    linux = device.machine.system.family == "linux"
    threads = device.machine.model.threads
    processes = {"total": 0} | (dict.fromkeys((*_STATES, "total_threads"), 0) if linux else {})
    shapes = (
        shape("cpu", {f"usage_{state}": 2 for state in _CPU}, cpu="cpu-total"),
        shape("system", {"load1": 2, "load5": 2, "load15": 2, "n_cpus": 0, "uptime": 0}),
        shape("processes", processes),
    )
    usual = 150 + device.seed % 90

    def numbers(now: Now) -> list[int]:
        drawn = noise(device.seed, now.ms // _STEP_MS)
        active = int(100 * (1.2 + 3.5 * drawn + now.busy * (6 + 42 * drawn)))
        waiting = int(active * (0.04 + 0.05 * drawn)) if linux else 0
        soft = active // 90 if linux else 0
        system = active * 27 // 100
        user = active - waiting - soft - system
        load = int(active * threads * (0.8 + 0.5 * drawn) / 100)
        smooth = int(100 * threads * (0.02 + 0.24 * now.busy))
        count = usual + int(60 * now.busy) + int(9 * drawn)
        found = [active, 0, 0, 10_000 - active, waiting, 0, 0, soft, 0, system, user]
        found += [load, (load + smooth) // 2, smooth, threads, now.up, count]
        if linux:
            running = 1 + load // 100
            found += [0, 0, 70, 0, running, count - 70 - running, 0, 0, 0, count * 4]
        return found

    return Meter(shapes, numbers)
