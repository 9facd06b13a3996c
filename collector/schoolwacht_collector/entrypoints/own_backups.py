"""Back-ups of Schoolwacht itself: made by the second process, noted in the ledger."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, tzinfo
from pathlib import Path
from typing import Any

from schoolwacht_collector.entrypoints.second_process.keeper import Failed
from schoolwacht_collector.ports import Busy, Ledger
from schoolwacht_collector.usecases.keep_backups import backup_due, last_backup, note_good, note_trouble

Ask = Callable[[Mapping[str, Any]], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class BackupPlan:
    """Where back-ups go, at what hour of the school's time, and how many are kept."""

    folder: Path
    at: time
    keep: int


@dataclass(frozen=True, slots=True)
class MadeBackup:
    """A back-up that was written and read back."""

    file: str
    bytes: int
    devices: int


@dataclass(frozen=True, slots=True)
class OwnBackups:
    """Makes back-ups, on the clock or because somebody asks."""

    ledger: Ledger
    ask: Ask
    plan: Callable[[], BackupPlan]
    clock: Callable[[], datetime]
    zone: tzinfo
    patience: float = 45.0
    """Seconds that somebody who asks waits for a back-up that is being made already."""
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def make(self, folder: Path | None = None) -> MadeBackup:
        """Writes one and notes it; elsewhere than planned it is a copy for somebody, and none is thrown away there.

        Raises Busy with what to do.
        """
        if not self._turn.acquire(timeout=self.patience):
            raise Busy("a back-up is being made at this moment; see what becomes of it first")
        try:
            return self._make(folder)
        finally:
            self._turn.release()

    def make_if_due(self) -> None:
        """Makes one if the appointed hour has passed. Raises Busy with what went wrong, which is noted as well.

        After a failed one it goes on raising until the next try succeeds, so that it counts as failing all the while.
        """
        last = self.ledger.read(last_backup)
        if backup_due(last, self.clock(), self.plan().at, self.zone):
            self.make()
        elif last.trouble:
            raise Busy(last.trouble)

    def _make(self, folder: Path | None) -> MadeBackup:
        now, plan = self.clock(), self.plan()
        elsewhere = folder is not None and folder != plan.folder
        place, keep = (folder, _ALL) if elsewhere and folder is not None else (plan.folder, plan.keep)
        try:
            said = self._asked({"do": "backup", "folder": str(place), "keep": keep, "now": now.isoformat()})
        except Busy as trouble:
            text = str(trouble)
            if not elsewhere:  # a stick that is full says nothing about the daily ones
                self.ledger.write(lambda books: note_trouble(books, now, text))
            raise
        made = MadeBackup(said["file"], said["bytes"], said["devices"])
        self.ledger.write(lambda books: note_good(books, now, made.file, made.bytes))
        return made

    def _asked(self, request: Mapping[str, Any]) -> dict[str, Any]:
        try:
            return self.ask(request)
        except Failed as flaw:
            raise Busy(f"the back-up failed ({flaw}); the collector's log says more") from flaw


_ALL = 1_000_000
