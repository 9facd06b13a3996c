"""A part of a machine at a moment, by field."""

from __future__ import annotations

from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Meter, Now
from schoolwacht_simulator.gauges.processor import busy


def now(device: SimulatedDevice, ms: int, up: int = 3600) -> Now:
    """A moment at which a machine has been on for so many seconds."""
    return Now(ms, ms - up * 1000, up, (ms - device.begins_ms) / 86_400_000, busy(device, ms))


def read(meter: Meter, moment: Now) -> dict[str, float]:
    """The numbers of a meter with one point of each measurement, as `measurement.field`."""
    numbers = iter(meter.numbers(moment))
    found = {
        f"{shape.measurement}.{name}": next(numbers) / 10**decimals
        for shape in meter.shapes
        for name, decimals in zip(shape.fields, shape.decimals, strict=True)
    }
    assert next(numbers, None) is None
    return found
