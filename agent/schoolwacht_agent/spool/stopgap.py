"""A little room in memory for measurements while the disk takes nothing.

A full disk is just what the collector must hear about, so live measurements go on for as long as it answers.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from schoolwacht_agent.frames import PackedFrame
from schoolwacht_agent.spool.waiting import Waiting

MOST = 32
"""Batches: half an hour at a minute's rhythm. The same 32 is the most dictionaries that one call may carry."""


class Stopgap:
    """The newest few batches. Their ids are negative, so that none is looked for on disk."""

    def __init__(self) -> None:
        self._held: deque[tuple[Waiting, PackedFrame]] = deque()
        self._last = 0

    def __iter__(self) -> Iterator[Waiting]:
        return iter([batch for batch, _ in self._held])

    def __len__(self) -> int:
        return len(self._held)

    def hold(self, batches: Sequence[Waiting], frames: Sequence[PackedFrame]) -> list[Waiting]:
        """Holds named frames, and gives back the ones that there is no more room for."""
        for batch, frame in zip(batches, frames, strict=True):
            self._last -= 1
            self._held.append((replace(batch, id=self._last), frame))
        return [self._held.popleft()[0] for _ in range(len(self._held) - MOST)]

    def release(self, batches: Iterable[Waiting]) -> None:
        """Lets go of batches that the collector has."""
        gone = {batch.id for batch in batches}
        self._held = deque(pair for pair in self._held if pair[0].id not in gone)

    def all(self) -> tuple[list[Waiting], list[PackedFrame]]:
        """Everything, to be written on disk when that is possible again."""
        return [batch for batch, _ in self._held], [frame for _, frame in self._held]

    def clear(self) -> None:
        """Everything is on disk now."""
        self._held.clear()

    def definition(self, name: bytes) -> bytes | None:
        """A dictionary that never reached the disk."""
        return next((frame.definition for _, frame in self._held if frame.dictionary == name), None)

    def renumber(self, next_name: Callable[[], tuple[bytes, int]]) -> None:
        """Gives every batch another name."""
        renamed = deque[tuple[Waiting, PackedFrame]]()
        for batch, frame in self._held:
            spool_id, sequence = next_name()
            renamed.append((replace(batch, spool_id=spool_id, sequence=sequence), frame))
        self._held = renamed
