"""Memory and swap space. A machine that is short of memory swaps as long as it is on."""

from __future__ import annotations

from schoolwacht_simulator.chance import noise, wander
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now, shape
from schoolwacht_simulator.machines import GIB

_MORE = {
    "linux": ("active", "buffered", "cached", "inactive", "shared", "slab"),
    "macos": ("active", "inactive", "wired"),
    "windows": (),
}
_SHARES = {
    "active": 0.3,
    "buffered": 0.012,
    "cached": 0.22,
    "inactive": 0.2,
    "shared": 0.02,
    "slab": 0.03,
    "wired": 0.13,
}
"""Of all memory, roughly, on a machine that has been on for an hour."""


def meter(device: SimulatedDevice) -> Meter:
    """`mem` and `swap`."""
    more = _MORE[device.machine.system.family]
    whole = device.machine.memory
    amounts = dict.fromkeys(("total", "available", "used", "free", *more), 0)
    shapes = (
        shape("mem", {**amounts, "used_percent": 2, "available_percent": 2}),
        shape("swap", {"total": 0, "used": 0, "free": 0, "in": 0, "out": 0, "used_percent": 2}),
    )
    swap = 2 * GIB if device.machine.system.family != "windows" else max(2 * GIB, whole // 4)
    small = 0.1 if whole < 9 * GIB else 0.0
    short_ms = device.ailments.memory_short_ms

    def numbers(now: Now) -> list[int]:
        short = short_ms is not None and now.ms >= short_ms
        drift = wander(device.seed ^ 1, now.ms // 1000, 1800)
        taken = 0.24 + small + 0.08 * drift + 0.24 * now.busy
        swapped = 0.01 + 0.02 * drift
        if short:
            taken, swapped = 0.945 + 0.02 * drift, 0.74 + 0.08 * drift
        used = int(whole * taken)
        available = whole - used
        drawn = noise(device.seed ^ 2, now.ms // 60_000)
        found = [whole, available, used, int(available * (0.35 + 0.1 * drawn))]
        found += [int(whole * _SHARES[name] * (0.9 + 0.2 * drawn)) for name in more]
        found += [used * 10_000 // whole, available * 10_000 // whole]
        pages = int(now.up * (2_400_000 if short else 300))
        used_swap = int(swap * swapped)
        return [*found, swap, used_swap, swap - used_swap, pages, pages * 2, used_swap * 10_000 // swap]

    return Meter(shapes, numbers)
