"""Failed log-ins, counted by address and by name, so that guessing a password takes years.

Counted in memory: a restart forgets, which gives a guesser a few tries more and nothing else.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Lock

PERIOD = timedelta(minutes=15)
_MOST_FROM_ONE_FOR_ONE = 5
_MOST_FROM_ONE = 20
_MOST_FOR_ONE = 50
"""Higher, so that a pupil who keeps guessing does not lock the coordinator out from another machine."""
_KEPT = 10_000


class Attempts:
    """How often it went wrong lately, for whom and from where."""

    def __init__(self) -> None:
        self._failures: OrderedDict[str, list[datetime]] = OrderedDict()
        self._lock = Lock()

    def wait(self, address: str, name: str, now: datetime) -> timedelta:
        """How long to wait before another try; zero when it may be made now."""
        with self._lock:
            return max((self._left(key, most, now) for key, most in _keys(address, name)), default=timedelta(0))

    def failed(self, address: str, name: str, now: datetime) -> None:
        """Notes a failure."""
        with self._lock:
            for key, most in _keys(address, name):
                lately = [at for at in self._failures.pop(key, []) if now - at < PERIOD]
                self._failures[key] = [*lately, now][-most:]
            while len(self._failures) > _KEPT:
                self._failures.popitem(last=False)

    def succeeded(self, address: str, name: str) -> None:
        """Forgets what went wrong for this name from this address."""
        with self._lock:
            (pair, _), *_ = _keys(address, name)
            self._failures.pop(pair, None)

    def _left(self, key: str, most: int, now: datetime) -> timedelta:
        failures = self._failures.get(key, [])
        return max(failures[-most] + PERIOD - now, timedelta(0)) if len(failures) >= most else timedelta(0)


def _keys(address: str, name: str) -> Iterator[tuple[str, int]]:
    name = name.casefold()[:64]
    yield f"both {address} {name}", _MOST_FROM_ONE_FOR_ONE
    yield f"address {address}", _MOST_FROM_ONE
    yield f"name {name}", _MOST_FOR_ONE
