"""How the collector itself is, for the rule about it: gathered by the one process that knows."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.collector_state import CollectorJob, CollectorState, OwnCertificate
from schoolwacht_collector.ports import Ledger
from schoolwacht_collector.usecases.keep_backups import last_backup

BEGAN = "collector.began_at"
DRAIN = "drain"


def note_beginning(books: Books, now: datetime) -> None:
    """Remembers when this home was first used."""
    if not books.settings.get(BEGAN):
        books.settings.put(BEGAN, now.isoformat())


@dataclass(slots=True)
class OwnState:
    """`errors` gives what went wrong in the last run of each job that failed."""

    ledger: Ledger
    home: Path
    errors: Callable[[], Mapping[str, str]]
    certificates: Callable[[], tuple[OwnCertificate, ...]] = tuple
    _failing: dict[str, datetime] = field(default_factory=dict)
    _first_in_line: tuple[int, datetime] | None = None
    """The number of the oldest entry that waits, and since when we have seen it there."""

    def __call__(self, now: datetime) -> CollectorState:
        """The state at this moment."""
        errors = dict(self.errors())
        self._failing = {name: self._failing.get(name, now) for name in errors}
        away = errors.get(DRAIN, "")

        def look(books: Books) -> CollectorState:
            last = last_backup(books)
            return CollectorState(
                inbox_depth=books.inbox.depth(),
                inbox_oldest=self._waiting_since(books, now),
                series_away_since=self._failing.get(DRAIN),
                series_reason=away,
                home_free_bytes=shutil.disk_usage(self.home).free,
                jobs=tuple(CollectorJob(name, self._failing[name], reason) for name, reason in errors.items()),
                backups_known=True,
                last_backup=last.good_at,
                running_since=_moment(books.settings.get(BEGAN)),
                letters_reason=books.outbox.last_failure(),
                certificates=self.certificates(),
            )

        return self.ledger.read(look)

    def _waiting_since(self, books: Books, now: datetime) -> datetime | None:
        """Since when the same entry has been the oldest in the inbox: the ledger keeps no moment of arrival."""
        number = next((item.number for item in books.inbox.oldest(1)), None)
        if number is None:
            self._first_in_line = None
            return None
        if self._first_in_line is None or self._first_in_line[0] != number:
            self._first_in_line = number, now
        return self._first_in_line[1]


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
