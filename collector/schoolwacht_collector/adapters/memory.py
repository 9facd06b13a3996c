"""A series store that lives in memory: for tests, and for trying the collector without a file."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from schoolwacht_collector.adapters.admission import admit
from schoolwacht_collector.adapters.gathering import Gathering, Tags, matches
from schoolwacht_collector.domain.series import Entry, Frame, Mark, Refusal, Series, Window, value_of


class MemorySeries:
    """Implements `SeriesStore` with dictionaries, each point by what makes it unique."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._values: dict[str, dict[tuple[str, Tags], dict[int, float]]] = {}
        self._marks: dict[tuple[str, int, Tags], Mark] = {}

    def append(self, entries: Sequence[Entry]) -> Sequence[Refusal]:
        """Keeps entries until the process ends."""
        admitted = admit(entries)
        with self._lock:
            for entry in admitted.entries:
                if isinstance(entry, Frame):
                    self._keep_frame(entry)
                else:
                    self._marks[entry.measurement, entry.at_ms, tuple(sorted(entry.tags.items()))] = entry
        return admitted.refusals

    def window(self, wanted: Window) -> Sequence[Series]:
        """The series of one metric, as `SeriesStore` describes."""
        gathering = Gathering(wanted)
        with self._lock:
            for (device_id, tags), values in self._values.get(wanted.metric, {}).items():
                if wanted.device_id in (None, device_id) and matches(tags, wanted.tags):
                    span = {at: value for at, value in values.items() if wanted.since_ms <= at < wanted.until_ms}
                    gathering.line(device_id, tags).update(span)
        return gathering.series()

    def marks(self, measurement: str, since_ms: int, until_ms: int) -> Sequence[Entry]:
        """The marks of one measurement, oldest first."""
        with self._lock:
            found = [key for key in self._marks if key[0] == measurement and since_ms <= key[1] < until_ms]
            return tuple(self._marks[key] for key in sorted(found))

    def health(self) -> str:
        """Always well."""
        with self._lock:
            count = sum(len(lines) for lines in self._values.values())
        return f"memory, {count} series; gone when the collector stops"

    def _keep_frame(self, frame: Frame) -> None:
        numbers = iter(frame.numbers)
        for shape in frame.dictionary.shapes:
            line = (frame.origin.device_id, shape.tags)
            for name, decimals in zip(shape.fields, shape.decimals, strict=True):
                lines = self._values.setdefault(f"{shape.measurement}.{name}", {})
                lines.setdefault(line, {})[frame.taken_at_ms] = value_of(next(numbers), decimals)
