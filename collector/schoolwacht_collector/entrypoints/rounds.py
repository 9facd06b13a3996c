"""What the ticker does, round after round: drain, judge and settle, deliver, tidy."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.ports import Ledger, Notifier, SeriesStore
from schoolwacht_collector.usecases.deliver_alerts import deliver_alerts
from schoolwacht_collector.usecases.drain_inbox import AT_ONCE, drain_inbox
from schoolwacht_collector.usecases.judge_all import judge_all, listening
from schoolwacht_collector.usecases.settle_alerts import settle_alerts
from schoolwacht_collector.usecases.write_letter import LetterWriter

KEYS_KEPT = timedelta(days=40)
"""How long a batch is known again. Agents keep what waits for at most 14 days."""
SLICE = 5000
"""Keys forgotten in one transaction."""
RAW_KEPT = timedelta(days=30)
"""How long the embedded store keeps every point."""


@dataclass(slots=True)
class Rounds:
    """Each method is one round of one job; the ticker runs none of them twice at once."""

    ledger: Ledger
    series: SeriesStore
    rules: Sequence[AnyRule]
    catalogue: Catalogue
    calendar: Callable[[date], SchoolCalendar]
    notifiers: Mapping[str, Notifier]
    writer: LetterWriter
    clock: Callable[[], datetime]
    prune_series: Callable[[int], object] | None = None
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
        self._listening_since = listening(self._listening_since, self._last_round, now)
        self._last_round = now
        verdicts = self.ledger.read(
            lambda books: judge_all(
                books,
                self.rules,
                self.calendar(now.date()),
                self.catalogue,
                now,
                listening_since=self._listening_since,
            )
        )
        self.ledger.write(lambda books: settle_alerts(books, verdicts, tuple(self.notifiers), now))

    def deliver(self) -> None:
        """Sends letters whose time has come."""
        deliver_alerts(self.ledger, self.notifiers, self.writer, self.clock())

    def tidy(self) -> None:
        """Forgets batch keys and points that are old enough."""
        now = self.clock()
        while self.ledger.write(lambda books: books.batches.prune(now - KEYS_KEPT, SLICE)) == SLICE:
            continue
        if self.prune_series is not None:
            self.prune_series(int((now - RAW_KEPT).timestamp() * 1000))
