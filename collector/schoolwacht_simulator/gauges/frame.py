"""All meters of one machine as the numbers of a frame, and the dictionary that names them."""

from __future__ import annotations

import hashlib
from itertools import chain

from schoolwacht_protos.v1.ingest_pb2 import Definition, Frame, Payload
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges import health, memory, own, processor, storage
from schoolwacht_simulator.gauges.meter import Meter, Now
from schoolwacht_simulator.gauges.own import Counters


class Instruments:
    """Everything that one machine measures. The dictionary is made once: a machine does not change its disks."""

    def __init__(self, device: SimulatedDevice, counters: Counters) -> None:
        self._device = device
        self._meters: list[Meter] = [
            processor.meter(device), memory.meter(device), *storage.meters(device), *health.meters(device),
            own.agent(device, counters), own.backups(device),
        ]  # fmt: skip
        shapes = chain.from_iterable(meter.shapes for meter in self._meters)
        self.definition = Definition(shapes=shapes).SerializeToString(deterministic=True)
        self.dictionary = int.from_bytes(hashlib.sha256(self.definition).digest()[:8])
        self.samples = sum(len(shape.fields) for meter in self._meters for shape in meter.shapes)

    def now(self, now_ms: int, boot_ms: int) -> Now:
        """The moment, as the meters want it."""
        up = max(0, now_ms - boot_ms) // 1000
        days = (now_ms - self._device.begins_ms) / 86_400_000
        return Now(now_ms, boot_ms, up, days, processor.busy(self._device, now_ms))

    def numbers(self, now: Now) -> list[int]:
        """All numbers, in the order of the dictionary."""
        return list(chain.from_iterable(meter.numbers(now) for meter in self._meters))

    def payload(self, now: Now) -> bytes:
        """A batch with one frame."""
        frame = Frame(dictionary=self.dictionary, taken_at_ms=now.ms, numbers=self.numbers(now))
        return Payload(frames=[frame]).SerializeToString()
