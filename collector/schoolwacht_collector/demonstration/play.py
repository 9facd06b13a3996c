"""Plays a school: first the past, as fast as it goes or at a chosen speed, then the present, minute by minute.

In the past nothing happens by itself: after each step of the machines everything that waits is drained, judged and
told, so that the same school comes out the same whatever the machine it is played on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schoolwacht_collector.demonstration.clock import PlayedClock
from schoolwacht_collector.demonstration.machines import Pushed
from schoolwacht_collector.entrypoints.rounds import Rounds

ROLL_EVERY = timedelta(hours=6)
"""In the past, roll-ups and forgetting need no more; the trends read what is rolled up and what is not."""
LIVE_EVERY = 60.0


@dataclass(slots=True)
class Progress:
    """How far the past has been played."""

    day: int = 0
    days: int = 0
    steps: int = 0
    pushed: int = 0
    refused: int = 0
    seconds: float = 0.0
    done: bool = False

    def shown(self) -> tuple[int, int] | None:
        """The day that is played and how many there are; None once the past is over."""
        return None if self.done else (min(self.day + 1, self.days), self.days)


@dataclass(slots=True)
class Play:
    """The director. `step` lets the machines measure and push up to a moment."""

    clock: PlayedClock
    rounds: Rounds
    step: Callable[[datetime], Awaitable[Pushed]]
    back_up: Callable[[], object]
    tell: Callable[[Progress], None]
    progress: Progress = field(default_factory=Progress)

    async def past(self, moments: Sequence[datetime], speed: float | None, stop: asyncio.Event) -> None:
        """Plays these moments in order, waiting between them only when a speed was chosen."""
        begun, begins = time.monotonic(), moments[0]
        tidied = begins
        for moment in moments:
            if speed is not None and not await self._wait(begun + (moment - begins).total_seconds() / speed, stop):
                return
            if stop.is_set():
                return
            self.clock.set(moment)
            pushed = await self.step(moment)
            await asyncio.to_thread(self._look, tidy=moment - tidied >= ROLL_EVERY)
            tidied = moment if moment - tidied >= ROLL_EVERY else tidied
            self._note(pushed, (moment - begins).days, time.monotonic() - begun)
        self.progress.done = True
        self.tell(self.progress)

    async def present(self, stop: asyncio.Event) -> None:
        """The machines go on, once a minute; the collector's own ticker does the rest."""
        while not stop.is_set():
            await self.step(self.clock())
            await self._wait(time.monotonic() + LIVE_EVERY, stop)

    def _look(self, *, tidy: bool) -> None:
        self.rounds.drain()
        self.rounds.judge()
        self.rounds.deliver()
        if tidy:
            self.rounds.roll()
            self.rounds.tidy()
            self.back_up()

    def _note(self, pushed: Pushed, day: int, seconds: float) -> None:
        new_day = day != self.progress.day or not self.progress.steps
        self.progress.day, self.progress.seconds = day, seconds
        self.progress.steps += 1
        self.progress.pushed += pushed.pushed
        self.progress.refused += pushed.refused
        if new_day:
            self.tell(self.progress)

    async def _wait(self, until: float, stop: asyncio.Event) -> bool:
        """False when we were stopped meanwhile."""
        try:
            await asyncio.wait_for(stop.wait(), max(0.0, until - time.monotonic()))
        except TimeoutError:
            return True
        return False
