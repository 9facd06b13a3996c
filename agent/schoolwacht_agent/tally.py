"""Counts of what the agent did and could not do since it started; the probe `agent_self` sends them along."""

from __future__ import annotations

from collections import Counter
from threading import Lock


class Tally:
    """Counters that several threads may add to."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._counts: Counter[str] = Counter()

    def add(self, name: str, amount: int = 1) -> None:
        """Counts so many more."""
        with self._lock:
            self._counts[name] += amount

    def counts(self) -> dict[str, int]:
        """All counters as they stand."""
        with self._lock:
            return dict(self._counts)
