"""The addresses at which the collector may be found, and the one connection that is kept open."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import TypeVar

from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.line import Line, Unreachable

Answer = TypeVar("Answer")


class Doors:
    """Tries the addresses in turn, and stays with the one that works."""

    def __init__(self, identity: Identity, override: Sequence[str] = ()) -> None:
        self._override = tuple(override)
        self._lock = Lock()
        self._line: Line | None = None
        self._turn = 0
        self.identity = identity

    def use(self, identity: Identity) -> None:
        """From now on calls are made as this identity."""
        self.identity = identity
        self.close()

    def call(self, ask: Callable[[Line], Answer]) -> Answer:
        """Makes one call, at the next address when nobody answers at this one."""
        trouble = Unreachable("no address of a collector is known")
        for _ in self._addresses():
            try:
                return ask(self._open())
            except Unreachable as error:
                trouble = error
                if len(self._addresses()) > 1:
                    self.close()
                    self._turn += 1
        raise trouble

    def close(self) -> None:
        """Ends the connection; the next call makes a new one."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def _addresses(self) -> tuple[str, ...]:
        return self._override or self.identity.addresses

    def _open(self) -> Line:
        with self._lock:
            if self._line is None:
                addresses = self._addresses()
                address = addresses[self._turn % len(addresses)]
                self._line = Line(address, self.identity.server_ca, self.identity.key, self.identity.certificate)
            return self._line
