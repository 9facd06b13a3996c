"""The clock of a played school: set step by step while the past is played, running at a chosen speed afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta


class PlayedClock:
    """Says what time it is in the school. Stands still between `set` calls; `run` lets it go on by itself."""

    def __init__(self, begins: datetime, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = threading.Lock()
        self._at = begins
        self._since = 0.0
        self._speed = 0.0

    def __call__(self) -> datetime:
        """The moment in the school."""
        with self._lock:
            if not self._speed:
                return self._at
            return self._at + timedelta(seconds=(self._monotonic() - self._since) * self._speed)

    def set(self, moment: datetime) -> None:
        """It is this late, and stays so."""
        with self._lock:
            self._at, self._speed = moment, 0.0

    def run(self, speed: float = 1.0) -> None:
        """From now on time passes, so many times as fast as outside."""
        moment = self()
        with self._lock:
            self._at, self._since, self._speed = moment, self._monotonic(), speed
