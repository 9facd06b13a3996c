"""The one connection that is kept open, at whichever address of the collector it works.

The first address is the best. While another one serves, those before it are tried every half hour beside the line that
works, which is let go only when a better one has answered.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from threading import Lock
from typing import Protocol, TypeVar

from schoolwacht_agent.clock import steady_clock
from schoolwacht_agent.identity import Identity
from schoolwacht_agent.uplink.line import Line, LineTrouble, Unreachable

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")
LOOK_AGAIN_SECONDS = 1800.0
CONNECT_SECONDS = 5.0
"""For an address that is only tried because it would be better: nobody waits longer for it than this."""


class Addresses(Protocol):
    """What the doors need of an address book."""

    def all(self) -> tuple[str, ...]:
        """Every address, the one to try first at the front."""

    def use(self, identity: Identity) -> None:
        """The machine goes on as this identity."""

    def answered(self, address: str) -> None:
        """The collector was reached at this address."""


class Doors:
    """Tries the addresses in turn, stays with the one that works, and goes back to the first when it can."""

    def __init__(
        self,
        identity: Identity,
        book: Addresses,
        override: Sequence[str] = (),
        steady: Callable[[], float] = steady_clock,
    ) -> None:
        """Takes who we are and what is known; addresses that this machine's owner wrote down count alone."""
        self._book = book
        self._override = tuple(override)
        self._steady = steady
        self._lock = Lock()
        self._line: Line | None = None
        self._stopped = False
        self._look_from = 0.0
        self.identity = identity

    def use(self, identity: Identity) -> None:
        """From now on calls are made as this identity."""
        self.identity = identity
        self._book.use(identity)
        self.close()

    def look_around(self) -> None:
        """There is news about addresses: the next call tries the better ones at once."""
        self._look_from = 0.0

    def call(self, ask: Callable[[Line], Answer]) -> Answer:
        """Makes one call, at the next address when nobody answers at this one."""
        trouble = Unreachable("no address of a collector is known")
        better = self._at_a_better_address(ask)
        if better is not None:
            return better[0]
        tried = set()
        for line in self._lines():
            try:
                answer = ask(line)
            except Unreachable as error:
                trouble = error
                tried.add(line.address)
                if len(self.addresses()) > 1:
                    self._let_go(line)
                continue
            if tried:
                log.info("the collector is reached at %s, not at %s", line.address, ", ".join(sorted(tried)))
                self._look_from = self._steady() + LOOK_AGAIN_SECONDS
            self._book.answered(line.address)
            return answer
        raise trouble

    def addresses(self) -> tuple[str, ...]:
        """Where calls are made, the best one first."""
        return self._override or self._book.all()

    def close(self) -> None:
        """Ends the connection; the next call makes a new one."""
        with self._lock:
            line, self._line = self._line, None
        if line is not None:
            line.close()

    def stop(self) -> None:
        """Ends the connection for good: a call that is under way tries no further address."""
        self._stopped = True
        self.close()

    # ------------------------------------------------------------------------------------------------------ inside

    def _lines(self) -> Iterator[Line]:
        """The line that is open, then one to each other address."""
        tried = set()
        with self._lock:
            line = self._line
        if line is not None:
            tried.add(line.address)
            yield line
        for address in self.addresses():
            if self._stopped:
                return
            if address not in tried:
                yield self._open(address)

    def _at_a_better_address(self, ask: Callable[[Line], Answer]) -> tuple[Answer] | None:
        """The answer from an address before the one that serves, if it is time to look and somebody answers there."""
        line = self._line
        if line is None or self._stopped or self._steady() < self._look_from:
            return None
        self._look_from = self._steady() + LOOK_AGAIN_SECONDS
        for address in self.addresses():
            if address == line.address:
                return None
            candidate = self._make(address)
            try:
                if candidate.opens(CONNECT_SECONDS):
                    answer = ask(candidate)
                    self._keep(candidate)
                    log.info("the collector is reached at %s again, no longer at %s", address, line.address)
                    self._book.answered(address)
                    return (answer,)
            except LineTrouble as trouble:  # the line that serves does not suffer from it
                log.info("the collector could be at %s, but: %s", address, trouble)
            candidate.close()
        return None

    def _open(self, address: str) -> Line:
        with self._lock:
            self._line = self._make(address)
            return self._line

    def _make(self, address: str) -> Line:
        return Line(address, self.identity.server_ca, self.identity.key, self.identity.certificate)

    def _keep(self, better: Line) -> None:
        with self._lock:
            before, self._line = self._line, better
        if before is not None:
            before.close()

    def _let_go(self, line: Line) -> None:
        with self._lock:
            if self._line is line:
                self._line = None
        line.close()
