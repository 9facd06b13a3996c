"""How long to wait after an attempt that failed: full jitter, so that a school's machines never come back together.

The wait is drawn evenly between nothing and a bound that doubles with every failure ("full jitter", AWS Architecture
Blog, 2015). Half a second is the least: a collector that refuses at once is not asked a thousand times a second.
"""

from __future__ import annotations

from collections.abc import Callable
from random import SystemRandom

FIRST_BOUND = 2.0
CAP = 300.0
LEAST = 0.5
UNWELCOME = 900.0
"""After being told that this machine was revoked: a quarter of an hour, since only a person can change that."""
LONGEST_ORDER = 3600.0

Draw = Callable[[float, float], float]
draw_evenly: Draw = SystemRandom().uniform


class Backoff:
    """Counts failures in a row."""

    def __init__(self, draw: Draw = draw_evenly) -> None:
        self._draw = draw
        self.failures = 0

    def succeeded(self) -> None:
        """The next failure is a first one."""
        self.failures = 0

    def failed(self) -> float:
        """Seconds to wait after one more failure."""
        bound = min(CAP, FIRST_BOUND * 2 ** min(self.failures, 16))
        self.failures += 1
        return max(LEAST, self._draw(0.0, bound))

    def unwelcome(self) -> float:
        """Seconds to wait after being refused as a machine."""
        self.failures += 1
        return self._draw(UNWELCOME * 0.75, UNWELCOME * 1.25)

    def ordered(self, retry_after_ms: int) -> float:
        """Seconds to wait because the collector said so; a tenth more at most, and never more than an hour."""
        ordered = min(retry_after_ms / 1000, LONGEST_ORDER)
        return ordered + self._draw(0.0, ordered / 10)
