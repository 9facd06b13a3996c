"""Looks at every part of the collector and says in words what is wrong and what to do."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from schoolwacht_collector.entrypoints.api.services import Check
from schoolwacht_collector.ports import Busy, Ledger, SeriesStore

SPACE_BAD, SPACE_WARNING = 1_000_000_000, 5_000_000_000
INBOX_WARNING = 5000
FIXED_SQLITE = (3, 51, 3)
"""The first release without the WAL-reset bug (https://sqlite.org/changes.html); one writer avoids it in older ones."""


class Doctor:
    """The checks; each is independent, so one that fails does not hide the others."""

    def __init__(
        self,
        home: Path,
        ledger: Ledger,
        series: SeriesStore,
        addresses: int,
        set_aside: Callable[[], Sequence[Path]],
    ) -> None:
        self._home = home
        self._ledger = ledger
        self._series = series
        self._addresses = addresses
        self._set_aside = set_aside

    def checks(self) -> list[Check]:
        """One line for each part."""
        return [*self._files(), self._ledger_check(), self._series_check(), *self._flow(), *self._letters()]

    def _files(self) -> Iterator[Check]:
        free = shutil.disk_usage(self._home).free
        state = "bad" if free < SPACE_BAD else "warning" if free < SPACE_WARNING else "ok"
        remedy = "make room on this volume, or move the home with SCHOOLWACHT_HOME" if state != "ok" else ""
        yield Check("disk", state, f"{free / 1e9:.1f} GB free for {self._home}", remedy)
        for path in self._set_aside():
            yield Check(
                "files", "bad", f"a damaged file was set aside as {path.name}", "restore a backup, or delete that file"
            )

    def _ledger_check(self) -> Check:
        try:
            devices = self._ledger.read(lambda books: len(books.devices.all()))
        except Busy as flaw:
            return Check("ledger", "bad", str(flaw), "free disk space and rights of the home are the usual causes")
        note = "" if sqlite3.sqlite_version_info >= FIXED_SQLITE else ", used by one writer only"
        return Check("ledger", "ok", f"{devices} devices, SQLite {sqlite3.sqlite_version}{note}")

    def _series_check(self) -> Check:
        try:
            look = getattr(self._series, "check", self._series.health)  # a server can be checked in more depth
            return Check("series", "ok", look())
        except Busy as flaw:
            return Check("series", "bad", str(flaw), "nothing is lost meanwhile: it waits in the ledger")

    def _flow(self) -> Iterator[Check]:
        waiting, aside = self._ledger.read(lambda books: (books.inbox.depth(), len(books.inbox.quarantined(1000))))
        state = "warning" if waiting > INBOX_WARNING else "ok"
        yield Check("inbox", state, f"{waiting} entries wait for the series store")
        if aside:
            newest = self._ledger.read(lambda books: books.inbox.quarantined(1))[0]
            yield Check("quarantine", "warning", f"{aside} set aside; the newest: {newest.reason}")

    def _letters(self) -> Iterator[Check]:
        if not self._addresses:
            yield Check("notify", "warning", "nobody is told of alerts", "set [notify] urls in collector.toml")
            return
        told = (
            f"{self._addresses} addresses are told of alerts" if self._addresses > 1 else "1 address is told of alerts"
        )
        failure = self._ledger.read(lambda books: books.outbox.last_failure())
        yield Check("notify", "bad" if failure else "ok", failure or told)
