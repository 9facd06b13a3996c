"""Veeam Agent: its logs on Linux, its event log on Windows (helpcenter.veeam.com, Veeam Agent, Logs and Event Log).

On Linux each run has a folder `/var/log/veeam/Backup/JOB/Session_.../` with `Job.log`, whose last lines hold
`JOB STATUS: SUCCESS|WARNING|FAILED`; `veeamconfig session list` prints a table of the same. On Windows the log
`Veeam Agent` gets event 190 at the end of a run, with the job between quotes and the result in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms import programs
from schoolwacht_agent.platforms.backup_tools import event_xml, file_ends
from schoolwacht_agent.platforms.backup_tools.event_xml import WindowsEvent
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds

TOOL = "Veeam Agent"
_WORDS = {
    "success": Outcome.OK, "warning": Outcome.WARNING, "failed": Outcome.FAILED, "error": Outcome.FAILED,
    "running": Outcome.RUNNING, "starting": Outcome.RUNNING, "stopped": Outcome.FAILED, "canceled": Outcome.FAILED,
}  # fmt: skip
_STATUS = re.compile(r"JOB STATUS:?\s+([A-Za-z]{4,12})")
_FINISHED = re.compile(r"['\"“]([^'\"”\n]{1,200})['\"”][^\n]{0,200}?finished with (\w{4,12})", re.IGNORECASE)
_BRACKETED = re.compile(r"\[(\d\d)\.(\d\d)\.(\d{4}) (\d\d:\d\d:\d\d)")
_KEY = re.compile(r"\{?[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\}?", re.ASCII | re.IGNORECASE)
_MINUTE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d", re.ASCII)
_MOST_LINES = 5_000
_FINISH_EVENT = 190
_BY_LEVEL = {4: Outcome.OK, 3: Outcome.WARNING, 2: Outcome.FAILED, 1: Outcome.FAILED}
_MOST_JOBS, _MOST_SESSIONS = 64, 32


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one job."""

    job: str
    outcome: Outcome
    ended_ms: int | None


def of_sessions(text: str) -> list[Run]:
    """The backups that `veeamconfig session list` prints; restores and other kinds of session are left out."""
    return [run for run in map(_session, text.splitlines()[:_MOST_LINES]) if run is not None]


def _session(line: str) -> Run | None:
    """Columns: job, type, key between braces, state, and moments, the last of which is the end if there is one."""
    key = _KEY.search(line[:1000])
    if key is None:
        return None
    before, after = re.split(r"\s{2,}", line[: key.start()].strip()), line[key.end() : 1000].split()
    outcome = _WORDS.get(after[0].lower()) if after else None
    if outcome is None or not before[0] or "restore" in before[-1].lower():
        return None
    moments = _MINUTE.findall(" ".join(after))
    return Run(before[0], outcome, told_ms(f"{moments[-1]}:00") if moments else None)


def of_log(text: str, job: str, written_ms: int | None) -> Run:
    """The run that a `Job.log` tells of; without a status it is under way, or was cut off."""
    told = [found for found in _STATUS.finditer(text) if found[1].lower() in _WORDS]
    if not told:
        return Run(job, Outcome.RUNNING, written_ms)
    line = text[text.rfind("\n", 0, told[-1].start()) + 1 : told[-1].end()]
    stamp = _BRACKETED.search(line)
    moment = told_ms(f"{stamp[3]}-{stamp[2]}-{stamp[1]} {stamp[4]}") if stamp else None
    return Run(job, _WORDS[told[-1][1].lower()], moment or written_ms)


def of_events(events: Iterable[WindowsEvent]) -> list[Run]:
    """The runs in the event log of Windows."""
    runs = []
    for event in events:
        if event.number != _FINISH_EVENT:
            continue
        found = _FINISHED.search("\n".join(event.texts))
        outcome = _WORDS.get(found[2].lower()) if found else None
        runs.append(
            Run(found[1] if found else TOOL, outcome or _BY_LEVEL.get(event.level, Outcome.UNKNOWN), event.at_ms)
        )
    return runs


def records(runs: Iterable[Run], source: str, now_ms: int) -> list[Record]:
    """One record a job."""
    jobs: dict[str, list[Run]] = {}
    for run in sorted(runs, key=lambda run: run.ended_ms or 0):
        jobs.setdefault(run.job, []).append(run)
    return [_record(job, told, source, now_ms) for job, told in jobs.items()]


def _record(job: str, runs: list[Run], source: str, now_ms: int) -> Record:
    last = runs[-1]
    good = [run.ended_ms for run in runs if run.outcome.result == "ok" and run.ended_ms is not None]
    every = usual_seconds(good)
    outcome, message = last.outcome, ""
    if outcome is Outcome.RUNNING and now_ms - (last.ended_ms or 0) > 24 * 3_600_000:
        outcome, message = Outcome.FAILED, "the last run began and never ended"
    return Record(
        job, source, TOOL, outcome, last_try_ms=last.ended_ms, last_good_ms=max(good, default=None),
        every_seconds=every, every_from="seen" if every else None, message=message,
    )  # fmt: skip


def look(root: Path, now_ms: int) -> Iterator[Record]:
    """The jobs of this machine."""
    logged = list(_logged(root))
    yield from records(logged or _listed(root), "veeam_log" if logged else "veeam_sessions", now_ms)
    yield from records(of_events(event_xml.parse(event_xml.recent("Veeam Agent"))), "veeam_events", now_ms)


def _logged(root: Path) -> Iterator[Run]:
    try:
        jobs = [folder for folder in (root / "var/log/veeam/Backup").iterdir() if folder.is_dir()][:_MOST_JOBS]
        logs = [(job.name, log) for job in jobs for log in _newest(job)]
    except OSError:
        return
    for job, log in logs:
        text = file_ends.text_tail(log, 64 * 1024)
        if text is not None:
            yield of_log(text, job, file_ends.modified_ms(log))


def _listed(root: Path) -> list[Run]:
    """By the program itself, where its logs were moved or cleared."""
    if not (root / "var/lib/veeam").is_dir():
        return []
    try:
        return of_sessions(programs.ask("veeamconfig", "session", "list", seconds=20).text)
    except programs.NoAnswer:
        return []


def _newest(job: Path) -> list[Path]:
    found = [(file_ends.modified_ms(path) or 0, path) for path in job.glob("*/Job.log")]
    return [path for _, path in sorted(found)[-_MOST_SESSIONS:]]
