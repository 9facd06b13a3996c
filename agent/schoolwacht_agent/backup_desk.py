"""Takes reports about backups in: out of the drop folder, into the spool, each with the event that tells of it.

Only once the collector has said what time it is: a report bears the time of this machine's own clock, and one that
seems to come from the future would be left out. Until then it lies safely where it was dropped, through restarts too.
For each job the last report and the last good one are remembered, which is what the probe `backups` tells from.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from typing import Any

from schoolwacht_agent import drop_folder
from schoolwacht_agent.clock import Clock, milliseconds
from schoolwacht_agent.drop_folder import Dropped, Forget
from schoolwacht_agent.facts import pack_events
from schoolwacht_agent.notices import BACKUP_REPORT
from schoolwacht_agent.probe import BackupReport
from schoolwacht_agent.rounds import Rounds
from schoolwacht_agent.spool.disk_queue import Spool

log = logging.getLogger(__name__)

REPORT = "report/"
MOST_JOBS = 256
LONGEST_AGO_MS = timedelta(days=30) // timedelta(milliseconds=1)
PROBE = "backups"


class BackupDesk:
    """Looks into the drop folder every few seconds."""

    def __init__(self, folder: Path, spool: Spool, clock: Clock) -> None:
        self._folder = folder
        self._spool = spool
        self._clock = clock

    def reports(self) -> Sequence[BackupReport]:
        """For each job the last report and, if that was none, the last good one."""
        return [
            report
            for kept in self._spool.recall_all(REPORT).values()
            for report in map(_from_note, json.loads(kept).values())
        ]

    def look(
        self, rounds: Rounds, probe_rests: Callable[[str], AbstractContextManager[None]], tell: Callable[[str], None]
    ) -> None:
        """Takes in what lies there, once the time is known. A file goes only when the spool has its report."""
        if not self._clock.confirmed:
            return
        taken = False
        for path, dropped in drop_folder.waiting(self._folder, self._clock.now()):
            if not self._take(dropped, rounds, probe_rests):
                return
            drop_folder.remove(path)
            taken = True
        if taken:
            tell(PROBE)

    def _take(
        self, dropped: Dropped, rounds: Rounds, probe_rests: Callable[[str], AbstractContextManager[None]]
    ) -> bool:
        now_ms = milliseconds(self._clock.now())
        if isinstance(dropped, Forget):
            with probe_rests(PROBE):
                return rounds.take_away(PROBE, {"job": dropped.job}) and self._spool.append(
                    now_ms, notes={REPORT + dropped.job: None}
                )
        kept = self._spool.recall_all(REPORT)
        name = REPORT + dropped.job
        if name not in kept and len(kept) >= MOST_JOBS:
            log.error("there are %d backup jobs already; `backup forget` those that are no more", len(kept))
            return True
        note = json.loads(kept[name]) if name in kept else {}
        said = _to_note(dropped, milliseconds(self._clock.corrected(dropped.finished_at)))
        if not note or said["finished_ms"] >= note["last"]["finished_ms"]:
            note["last"] = said
        if dropped.succeeded:
            note["good"] = max(note.get("good", said), said, key=lambda one: int(one["finished_ms"]))
        event = BACKUP_REPORT(
            job=dropped.job, result="ok" if dropped.succeeded else "failed", finished_ms=str(said["finished_ms"])
        )
        happened_ms = _told_at(said, now_ms)
        return self._spool.append(
            now_ms, facts=pack_events([event], happened_ms), notes={name: json.dumps(note).encode()}
        )


def _told_at(said: dict[str, Any], now_ms: int) -> int:
    """The moment of the event: when the job ended, unless that lies ahead or too long ago to be taken."""
    return min(max(int(said["finished_ms"]), now_ms - LONGEST_AGO_MS), now_ms)


def _to_note(report: BackupReport, finished_ms: int) -> dict[str, Any]:
    return {
        "job": report.job,
        "ok": report.succeeded,
        "finished_ms": finished_ms,
        "every_seconds": None if report.every is None else int(report.every.total_seconds()),
        "bytes": report.size_bytes,
        "message": report.message,
    }


def _from_note(said: dict[str, object]) -> BackupReport:
    report = drop_folder.parse(json.dumps(said).encode())
    if isinstance(report, Forget):
        raise TypeError("a note of a report says to forget it")
    return report
