"""How the running collector is, in numbers: what `/readyz`, `/metrics`, the service manager and the doctor tell.

Looking costs little and is done at most every few seconds, however often somebody asks.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import TimeoutError as TooLate
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.entrypoints.ticker import Ticker
from schoolwacht_collector.ports import Busy, Ledger, SeriesStore

RECENTLY = timedelta(minutes=10)
"""A machine heard within this time counts as there; agents call every minute."""
LOOK_EVERY = 3.0
"""Seconds that a look at the ledger is good for."""
PATIENCE = 5.0
"""Seconds that the ledger's writer may take for an empty transaction."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One look at the ledger."""

    devices: Mapping[str, int]
    heard: int
    inbox: int
    first_in_inbox: int | None
    alerts: Mapping[str, int]
    letters_failing: str
    newest_quarantined: datetime | None
    backup_at: datetime | None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the collector. `state` is ok, behind (it goes on, and nothing is lost) or down."""

    state: str
    detail: str


class Vitals:
    """Looks; `run_by` is told once the doors open."""

    def __init__(
        self,
        ledger: Ledger,
        series: SeriesStore,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float],
        last_backup: Callable[[Books], datetime | None] = lambda _: None,
    ) -> None:
        self._ledger = ledger
        self._series = series
        self._clock = clock
        self._monotonic = monotonic
        self._last_backup = last_backup
        self._lock = threading.Lock()
        self._seen: tuple[float, Counts] | None = None
        self._head: tuple[int, float] | None = None
        self.ticker: Ticker | None = None
        self.batches: Mapping[str, int] = {}
        self.started_at: datetime | None = None

    def run_by(self, ticker: Ticker, batches: Mapping[str, int]) -> None:
        """The collector runs: its ticker, and how many batches got which answer since then."""
        self.ticker, self.batches, self.started_at = ticker, batches, self._clock()

    def counts(self) -> Counts:
        """What the ledger says, at most a few seconds old. Raises Busy."""
        with self._lock:
            now = self._monotonic()
            if self._seen is None or now - self._seen[0] > LOOK_EVERY:
                counts = self._ledger.read(self._look)
                self._seen = now, counts
                self._note_head(counts.first_in_inbox, now)
            return self._seen[1]

    def inbox_waits(self) -> float:
        """Seconds for which the same entry has been first in the inbox, as far as we looked: the store is away."""
        return self._monotonic() - self._head[1] if self._head else 0.0

    def parts(self) -> dict[str, Part]:
        """Each part that must work for the whole to work."""
        return {"ledger": self._ledger_part(), **self._flow(), "ticker": self._ticker_part()}

    def sentence(self) -> str:
        """One line for whoever looks at the service."""
        counts = self.counts()
        waiting = f", {counts.inbox} entries wait for the series store" if counts.inbox else ""
        return f"{counts.heard} of {counts.devices.get('active', 0)} machines heard within 10 minutes{waiting}"

    def _look(self, books: Books) -> Counts:
        devices = books.devices.all()
        since = self._clock() - RECENTLY
        first = books.inbox.oldest(1)
        aside = books.inbox.quarantined(1)
        alerts = [alert for alert in books.alerts.living() if alert.state is AlertState.OPEN]
        return Counts(
            devices=Counter(device.state.value for device in devices),
            heard=sum(device.last_seen is not None and device.last_seen >= since for device in devices),
            inbox=books.inbox.depth(),
            first_in_inbox=first[0].number if first else None,
            alerts=Counter(alert.finding.severity.value for alert in alerts),
            letters_failing=books.outbox.last_failure(),
            newest_quarantined=aside[0].at if aside else None,
            backup_at=self._last_backup(books),
        )

    def _note_head(self, first: int | None, now: float) -> None:
        if first is None:
            self._head = None
        elif self._head is None or self._head[0] != first:
            self._head = first, now

    def _ledger_part(self) -> Part:
        try:
            self._ledger.submit(_nothing).result(PATIENCE)
            devices = sum(self.counts().devices.values())
        except (Busy, TooLate) as flaw:
            return Part("down", str(flaw) or f"the ledger did not take an empty transaction within {PATIENCE:.0f} s")
        return Part("ok", f"{devices} devices")

    def _flow(self) -> dict[str, Part]:
        try:
            series = Part("ok", self._series.health())
        except Busy as flaw:
            series = Part("behind", str(flaw))
        try:
            waiting = self.counts().inbox
        except Busy as flaw:
            return {"series": series, "inbox": Part("down", str(flaw))}
        state = "ok" if series.state == "ok" else "behind"
        return {"series": series, "inbox": Part(state if waiting else "ok", f"{waiting} entries wait")}

    def _ticker_part(self) -> Part:
        if self.ticker is None:
            return Part("down", "the ticker does not run yet")
        if stuck := self.ticker.stuck():
            return Part("down", "; ".join(stuck))
        if failing := self.ticker.last_error:
            return Part("behind", "; ".join(f"{name}: {why}" for name, why in sorted(failing.items())))
        return Part("ok", f"{len(self.ticker.work())} jobs")


def _nothing(_: Books) -> None:
    """An empty transaction: nothing reaches the disk, but the writer has to begin and commit it."""


def size_of(path: Path) -> int:
    """Bytes of a SQLite file with its log; 0 for what is not there."""
    parts = (path, path.with_name(path.name + "-wal"))
    return sum(part.stat().st_size for part in parts if part.exists())
