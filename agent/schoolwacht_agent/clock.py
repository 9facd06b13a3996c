"""What time it is: the machine's own clock, unless the collector's says that it is far off.

Two clocks are read. The wall clock can be set by anyone and jumps. The steady clock only counts on, through sleep as
well where the system can (`CLOCK_BOOTTIME`), and means nothing by itself. From the moment of one contact with the
collector the true time is known as "then, plus what the steady clock counted since", whatever the wall clock does.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

TOLERATED = timedelta(minutes=2)
"""A wall clock that is less than this off is believed: most are, and a stamp then equals what the logs say."""
JUMP = timedelta(seconds=5)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_LAST_BELIEVABLE_MS = 32_503_680_000_000  # the year 3000: beyond it a server talks nonsense


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970."""
    return (moment - _EPOCH) // _MILLISECOND


def moment(number: int) -> datetime:
    """The moment so many milliseconds after 1970."""
    return _EPOCH + number * _MILLISECOND


def wall_clock() -> datetime:
    """The machine's own idea of the time."""
    return datetime.now(UTC)


if sys.platform == "linux":

    def steady_clock() -> float:
        """Seconds since some moment, asleep or awake; never set, never back."""
        return time.clock_gettime(time.CLOCK_BOOTTIME)

else:

    def steady_clock() -> float:
        """Seconds since some moment; never set, never back."""
        return time.monotonic()


class Clock:
    """The time that measurements are stamped with."""

    def __init__(self, wall: Callable[[], datetime] = wall_clock, steady: Callable[[], float] = steady_clock) -> None:
        self._wall = wall
        self.steady = steady
        self._anchor: tuple[float, datetime] | None = None

    def learn(self, server_time_ms: int, asked: float, answered: float) -> None:
        """Takes the collector's time over; asked and answered are what `steady` said around the call."""
        if 0 < server_time_ms < _LAST_BELIEVABLE_MS:
            # The collector read its clock about half-way through the call.
            self._anchor = ((asked + answered) / 2, moment(server_time_ms))

    @property
    def confirmed(self) -> bool:
        """Whether the collector has said what time it is since this process began."""
        return self._anchor is not None

    def offset(self) -> timedelta:
        """How far the wall clock is behind the collector's; zero as long as that is unknown."""
        if self._anchor is None:
            return timedelta()
        at, server_time = self._anchor
        return server_time + timedelta(seconds=self.steady() - at) - self._wall()

    def now(self) -> datetime:
        """The moment to stamp a measurement with."""
        return self.corrected(self._wall())

    def of_the_machine(self) -> datetime:
        """What the machine itself thinks, however wrong: by this the collector knows that its clock is off."""
        return self._wall()

    def corrected(self, wall: datetime) -> datetime:
        """What a moment that somebody read from the wall clock really was."""
        offset = self.offset()
        return wall + offset if abs(offset) > TOLERATED else wall


class JumpWatch:
    """Notices that somebody set the wall clock, by comparing how far both clocks went between two looks."""

    def __init__(self, wall: Callable[[], datetime] = wall_clock, steady: Callable[[], float] = steady_clock) -> None:
        self._wall = wall
        self._steady = steady
        self._seen = (wall(), steady())

    def jumped(self) -> timedelta | None:
        """How far the wall clock was set since the last look, or None if it only ran on."""
        wall, steady = self._wall(), self._steady()
        jump = (wall - self._seen[0]) - timedelta(seconds=steady - self._seen[1])
        self._seen = (wall, steady)
        return jump if abs(jump) > JUMP else None
