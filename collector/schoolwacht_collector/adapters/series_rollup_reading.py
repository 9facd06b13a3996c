"""Hours and days from the file of roll-ups, and how far each device can be answered from it."""

from __future__ import annotations

import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from schoolwacht_collector.adapters.gathering import Gathering, matches
from schoolwacht_collector.adapters.series_blocks import Opened
from schoolwacht_collector.adapters.series_file import Damaged, spoken
from schoolwacht_collector.adapters.series_parts import Part
from schoolwacht_collector.adapters.series_rollup_file import Progress, open_progress
from schoolwacht_collector.adapters.series_rows import Slot, slots_of
from schoolwacht_collector.adapters.series_steps import FOR_EVER_MS, HOURLY, Reach, Stretch
from schoolwacht_collector.adapters.series_touched import fact, raw_from, touched
from schoolwacht_collector.adapters.tag_text import clean_tag
from schoolwacht_collector.domain.series import Window, value_of
from schoolwacht_collector.ports import Busy


class Rollups:
    """The roll-ups at one moment, for one question."""

    def __init__(self, path: Path, connection: sqlite3.Connection, wanted: Window) -> None:
        self._path = path
        self._connection = connection
        self.wanted = wanted
        self._slots: dict[int, tuple[Slot, ...]] = {}

    def reaches(self, raw: sqlite3.Connection, device: int | None) -> Mapping[int, Reach]:
        """How far each device of the file of points can be answered from here.

        `raw` shows that file at a moment no later than ours. A device that is not in the answer has no hour that waits.
        """
        since = raw_from(raw)
        notes, told = touched(raw, device), fact(raw, "struck_out_by")
        with self._readable():
            progress = Progress(self._connection)
            settled = FOR_EVER_MS if progress.complete and progress.believes(told) else since
            seen, hourly_from = progress.seen(notes), progress.hourly_from
        reaches: dict[int, Reach] = defaultdict(lambda: Reach(since, settled, hourly_from))
        for note in reversed(notes):  # the oldest last, which stays
            if note.mark not in seen and note.hour >= since:
                reaches[note.device] = Reach(since, min(note.hour, settled), hourly_from)
        return reaches

    def add(self, gathering: Gathering, device_id: str, stretch: Stretch) -> None:
        """Adds the hours or days of one device that begin inside a stretch."""
        step = stretch.step or HOURLY
        question = (
            "SELECT start, dictionary, cells FROM blocks WHERE step = ? AND start > ? AND start < ?"
            " AND device = (SELECT id FROM devices WHERE device_id = ?) ORDER BY start"
        )
        values = (step.number, max(stretch.since_ms - step.span_ms, -(2**62)), stretch.until_ms, device_id)
        with self._readable():
            for start, dictionary, cells in self._connection.execute(question, values):
                slots = self._slots_of(dictionary)
                if slots:
                    self._add_block(gathering, device_id, stretch, start, (slots, Opened(cells)))

    def devices(self) -> Sequence[str]:
        """Every device that is asked for and has roll-ups."""
        only = self.wanted.device_id
        where, values = ("", ()) if only is None else (" WHERE device_id = ?", (clean_tag(only),))
        with self._readable():
            found = self._connection.execute(f"SELECT device_id FROM devices{where}", values)  # noqa: S608 - our own words
            return [device_id for (device_id,) in found]

    def size(self) -> float:
        """Millions of bytes."""
        with self._readable():
            pages, size = (self._connection.execute(f"PRAGMA {p}").fetchone()[0] for p in ("page_count", "page_size"))
        return float(pages * size / 1e6)

    def _add_block(
        self,
        gathering: Gathering,
        device_id: str,
        stretch: Stretch,
        block_start: int,
        content: tuple[Sequence[Slot], Opened],
    ) -> None:
        slots, opened = content
        every = (stretch.step or HOURLY).every_ms
        for slot in slots:
            parts = gathering.parts(device_id, slot.tags)
            unit = 10**slot.decimals
            columns = opened.column(slot.offset // 8)
            for (place, count, after), column in zip(opened.points, columns, strict=True):
                start = block_start + place * every
                if stretch.since_ms <= start < stretch.until_ms:
                    low, high, last = (value_of(n, slot.decimals) for n in (column.low, column.high, column.last))
                    parts.append(Part(start, start + after, count, column.total / unit, low, high, last))

    def _slots_of(self, dictionary: int) -> tuple[Slot, ...]:
        if dictionary not in self._slots:
            row = self._connection.execute("SELECT shapes FROM dictionaries WHERE id = ?", (dictionary,)).fetchone()
            if row is None:
                raise Damaged(f"blocks of dictionary {dictionary} without that dictionary")
            found = slots_of(row[0], self.wanted.metric)
            self._slots[dictionary] = tuple(slot for slot in found if matches(slot.tags, self.wanted.tags))
        return self._slots[dictionary]

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            with spoken(self._path):
                yield
        except (Damaged, ValueError, zlib.error) as damage:
            raise Busy(
                f"The file of roll-ups {self._path} is damaged ({damage}); restart the collector, which sets it aside."
            ) from damage


@contextmanager
def opened_rollups(path: Path | None, patience: float, wanted: Window) -> Iterator[Rollups | None]:
    """The roll-ups for the length of a block, or None."""
    connection = open_progress(path, patience) if path is not None else None
    if path is None or connection is None:
        yield None
        return
    try:
        yield Rollups(path, connection, wanted)
    finally:
        connection.close()
