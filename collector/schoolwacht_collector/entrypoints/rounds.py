"""What the ticker does, round after round: drain, judge and settle, deliver, roll up, tidy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.ports import Ledger, Notifier, SeriesStore
from schoolwacht_collector.usecases.deliver_alerts import deliver_alerts
from schoolwacht_collector.usecases.drain_inbox import AT_ONCE, drain_inbox
from schoolwacht_collector.usecases.forget_the_past import forget_the_past
from schoolwacht_collector.usecases.judge_all import LONGEST_GAP, Verdict, listening
from schoolwacht_collector.usecases.roll_up import RAW_KEPT
from schoolwacht_collector.usecases.settle_alerts import settle_alerts
from schoolwacht_collector.usecases.write_letter import LetterWriter

KEYS_KEPT = timedelta(days=40)
"""How long a batch is known again. Agents keep what waits for at most 14 days."""
SLICE = 5000
"""Keys forgotten in one transaction."""

Judge = Callable[[datetime, datetime, CollectorState], Sequence[Verdict]]
"""Gives one round of verdicts: of now, by what was heard since a moment, with how the collector itself is."""


@dataclass(slots=True)
class Rounds:
    """Each method is one round of one job; the ticker runs none of them twice at once."""

    ledger: Ledger
    series: SeriesStore
    judge_all: Judge
    notifiers: Mapping[str, Notifier]
    writer: LetterWriter
    clock: Callable[[], datetime]
    state: Callable[[datetime], CollectorState] = lambda _: CollectorState()
    roll_up: Callable[[datetime], int] = lambda _: 0
    prune_series: Callable[[int], object] | None = None
    longest_gap: timedelta = LONGEST_GAP
    _listening_since: datetime = field(init=False)
    _last_round: datetime = field(init=False)

    def __post_init__(self) -> None:
        """From now on machines are heard; what happened before the start is nobody's silence."""
        self._listening_since = self._last_round = self.clock()

    def drain(self) -> None:
        """Takes everything that waits to the series store."""
        while drain_inbox(self.ledger, self.series, self.clock()) == AT_ONCE:
            continue

    def judge(self) -> None:
        """Every rule judges; alerts follow, in one transaction."""
        now = self.clock()
        self._listening_since = listening(self._listening_since, self._last_round, now, self.longest_gap)
        self._last_round = now
        verdicts = self.judge_all(now, self._listening_since, self.state(now))
        self.ledger.write(lambda books: settle_alerts(books, verdicts, tuple(self.notifiers), now))

    def deliver(self) -> None:
        """Sends letters whose time has come."""
        deliver_alerts(self.ledger, self.notifiers, self.writer, self.clock())

    def roll(self) -> None:
        """Rolls up what changed, portion by portion, so that judging gets its turn in between."""
        while self.roll_up(self.clock()):
            continue

    def tidy(self) -> None:
        """Forgets what was kept long enough: batch keys, points, and the past."""
        now = self.clock()
        while self.ledger.write(lambda books: books.batches.prune(now - KEYS_KEPT, SLICE)) == SLICE:
            continue
        forget_the_past(self.ledger, now)
        if self.prune_series is not None:
            self.prune_series(int((now - RAW_KEPT).timestamp() * 1000))
