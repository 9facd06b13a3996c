"""A line on disk for each batch that the collector acknowledged, with every sample in it.

What a test of loss compares the stores with: written and flushed before the batch is forgotten. The lines are those of
the real agent's log, with the device beside them, because here one file holds those of a whole school.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from schoolwacht_protos.v1.ingest_pb2 import Definition, Payload
from schoolwacht_simulator.outbox import Waiting

Point = dict[str, object]


class AckLog:
    """Appends to one file."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():  # a kill may have left half a line; its batch will be sent again, or is lost with the process
            os.truncate(path, path.read_bytes().rfind(b"\n") + 1)
        self._path = path
        self._parsed: dict[int, Definition] = {}

    def write(self, device_id: str, batches: Sequence[Waiting], definition_of: Callable[[int], bytes | None]) -> None:
        """Notes batches that are about to be forgotten."""
        with self._path.open("a", encoding="utf-8") as file:
            for batch in batches:
                line = {
                    "device_id": device_id,
                    "spool_id": batch.spool_id.hex(),
                    "sequence": batch.sequence,
                    "kind": batch.kind,
                    "points": list(self._points(batch, definition_of)),
                }
                file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def _points(self, batch: Waiting, definition_of: Callable[[int], bytes | None]) -> Iterator[Point]:
        if batch.dictionary is None:
            return
        if batch.dictionary not in self._parsed:
            self._parsed[batch.dictionary] = Definition.FromString(definition_of(batch.dictionary) or b"")
        for frame in Payload.FromString(batch.payload).frames:
            numbers = iter(frame.numbers)
            for shape in self._parsed[batch.dictionary].shapes:
                tags = dict(zip(shape.tag_keys, shape.tag_values, strict=True))
                for name, decimals in zip(shape.fields, shape.decimals, strict=True):
                    yield {
                        "measurement": shape.measurement, "tags": tags, "field": name, "number": next(numbers),
                        "decimals": decimals, "taken_at_ms": frame.taken_at_ms,
                    }  # fmt: skip
