"""What is looked after every few seconds while the agent runs: reports, clock, identity, service manager."""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Event

from schoolwacht_agent.backup_desk import BackupDesk
from schoolwacht_agent.clock import Clock, JumpWatch, milliseconds
from schoolwacht_agent.facts import pack_events
from schoolwacht_agent.identity import Identity, NoIdentity, Wallet
from schoolwacht_agent.notices import CLOCK_JUMPED
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.schedule import Schedule
from schoolwacht_agent.spool.disk_queue import Spool
from schoolwacht_agent.uplink.courier import Courier

log = logging.getLogger(__name__)

EVERY_SECONDS = 5.0
"""A report is taken in within 10 s (promise 8); a look costs 0.1 ms."""
TIDY_SECONDS = 60.0


class Caretaker:
    """Runs in the main thread, from start to stop."""

    def __init__(
        self,
        *,
        wallet: Wallet,
        spool: Spool,
        clock: Clock,
        rounds: Rounds,
        schedule: Schedule,
        courier: Courier,
        desk: BackupDesk,
        alive: Callable[[str], None],
    ) -> None:
        self._wallet = wallet
        self._spool = spool
        self._clock = clock
        self._rounds = rounds
        self._schedule = schedule
        self._courier = courier
        self._desk = desk
        self._alive = alive
        self._watch = JumpWatch()
        self._identity_age = wallet.age()
        self._tidy_from = 0.0

    def look_after(self, stop: Event) -> None:
        """Returns when the agent should end."""
        while not stop.wait(EVERY_SECONDS):
            self.look()

    def look(self) -> None:
        """One look at everything."""
        if jump := self._watch.jumped():
            seconds = round(jump.total_seconds())
            log.warning("the clock of this machine was set by %d s", seconds)
            self._schedule.realign()
            now_ms = milliseconds(self._clock.now())
            self._spool.append(now_ms, facts=pack_events([CLOCK_JUMPED(seconds=str(seconds))], now_ms))
        self._desk.look(self._rounds, self._schedule.not_running, self._schedule.run_now)
        if self._wallet.age() != self._identity_age:
            self._take_up_identity()
        if self._clock.confirmed and self._clock.steady() >= self._tidy_from:
            self._tidy_from = self._clock.steady() + TIDY_SECONDS
            if self._spool.tidy(milliseconds(self._clock.now())):
                self._courier.offer(urgent=True)
        if self._courier.alive:
            self._alive(self._courier.contact.words)

    def renewed(self, identity: Identity | None) -> None:
        """The courier renewed the certificate itself, so the changed file is no news."""
        if identity is not None:
            self._identity_age = self._wallet.age()

    def _take_up_identity(self) -> None:
        self._identity_age = self._wallet.age()
        try:
            identity = self._wallet.load()
        except (NoIdentity, OSError) as trouble:
            log.error("the identity changed but cannot be used: %s", trouble)  # noqa: TRY400 - the sentence says it all
            return
        log.info("this machine was enrolled again; going on as device %s", identity.device_id)
        self._courier.use(identity)
