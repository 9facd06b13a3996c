"""What `restic backup --json` said, kept in a file by the script that starts it.

Messages by the manual (restic.readthedocs.io, Scripting, JSON output): `status`, `error`, `summary`, `exit_error`; a
summary of `check` has `num_errors`, one of `restore` has `files_restored`. A list is that of `restic snapshots --json`.
Since 0.17 a summary has its own time; before, the time of the file is the time of its last run. The log may be
appended to. Exit code 3 says that some files could not be read: there is a backup, and it is not whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from schoolwacht_agent.platforms.backup_tools.json_stream import mapping, objects, words
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record, whole
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds

SOURCE, TOOL = "restic_log", "restic"
_UNREADABLE_SOURCE = 3
_STILL_WRITING_MS = 3_600_000
_TYPES = frozenset({"status", "verbose_status", "error", "summary", "exit_error", "initialized"})


@dataclass(slots=True)
class _Story:
    """What the log told up to here."""

    outcome: Outcome | None = None
    summary: Mapping[str, Any] = field(default_factory=dict)
    errors: set[str] = field(default_factory=set)
    first_error: str = ""
    skipped: int = 0
    try_ms: int | None = None
    good: list[int | None] = field(default_factory=list)
    begun: bool = False
    verify_ms: int | None = None
    restore_ms: int | None = None
    versions: int | None = None


def parse(text: str, job: str, written_ms: int | None, now_ms: int) -> Record | None:
    """The last run in a log; None if restic said nothing in it. `written_ms` is when the file was last written."""
    story = _Story()
    heard = False
    for said in objects(text):
        if _is_restic(said):
            heard = True
            _hear(story, said, written_ms)
    if fatal := _fatal_end(text):
        heard = True
        story.outcome, story.first_error, story.try_ms, story.begun = Outcome.FAILED, fatal, written_ms, False
    return _record(story, job, written_ms, now_ms) if heard else None


def _fatal_end(text: str) -> str:
    """The line of text with which restic before 0.17 gives up, unless a whole run follows it."""
    start = text.rfind("\nFatal: ") + 1 or (0 if text.startswith("Fatal: ") else -1)
    if start < 0 or text.find('"summary"', start) >= 0:
        return ""
    return text[start : start + 2000].split("\n", 1)[0]


def _is_restic(said: Mapping[str, Any]) -> bool:
    return said.get("message_type") in _TYPES or ("tree" in said and "short_id" in said and "time" in said)


def _hear(story: _Story, said: Mapping[str, Any], written_ms: int | None) -> None:
    kind = said.get("message_type")
    if kind == "error":
        text = words(mapping(said.get("error")).get("message")) or words(said.get("message"))
        story.errors.add(words(said.get("item")) or text)
        story.first_error = story.first_error or text
        story.begun = True
    elif kind == "exit_error":
        unreadable = said.get("code") == _UNREADABLE_SOURCE and story.outcome in (Outcome.OK, Outcome.WARNING)
        story.outcome = Outcome.WARNING if unreadable else Outcome.FAILED
        story.first_error = words(said.get("message")) or story.first_error
        story.try_ms = story.try_ms if unreadable else written_ms
        story.begun = False
    elif kind == "summary":
        _sum_up(story, said, written_ms)
    elif kind in ("status", "verbose_status"):
        story.begun = True
    elif kind is None:
        moment = told_ms(said.get("time"))
        story.versions = (story.versions or 0) + 1
        story.good.append(moment)
        if story.outcome is None or (moment or 0) >= (story.try_ms or 0):
            story.outcome, story.try_ms, story.summary = Outcome.OK, moment, mapping(said.get("summary"))


def _sum_up(story: _Story, said: Mapping[str, Any], written_ms: int | None) -> None:
    if "num_errors" in said:
        story.verify_ms = written_ms if said.get("num_errors") == 0 else story.verify_ms
    elif "files_restored" in said:
        story.restore_ms = written_ms if whole(said.get("files_restored")) else story.restore_ms
    elif said.get("dry_run") is not True:
        story.summary = said
        story.try_ms = told_ms(said.get("backup_end")) or written_ms
        story.outcome = Outcome.WARNING if story.errors else Outcome.OK
        story.skipped, story.errors = len(story.errors), set()
        if whole(said.get("total_files_processed")) != 0:
            story.good.append(story.try_ms)
    story.begun = False


def _record(story: _Story, job: str, written_ms: int | None, now_ms: int) -> Record:
    message = story.first_error
    outcome = story.outcome or Outcome.UNKNOWN
    if story.begun:
        writing = written_ms is not None and now_ms - written_ms < _STILL_WRITING_MS
        outcome = Outcome.RUNNING if writing else Outcome.FAILED
        message = message if writing else f"the log ends before the run did. {message}"
        story.try_ms = written_ms
    good = list(_known(story.good))
    every = usual_seconds(good)
    told = outcome in (Outcome.OK, Outcome.WARNING)
    return Record(
        job,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=story.try_ms,
        last_good_ms=max(good, default=None),
        every_seconds=every,
        every_from="seen" if every else None,
        size_bytes=whole(story.summary.get("total_bytes_processed")) if told else None,
        items=whole(story.summary.get("total_files_processed")) if told else None,
        skipped=story.skipped if told and "total_files_processed" in story.summary else None,
        versions=story.versions,
        last_verify_ms=story.verify_ms,
        last_restore_test_ms=story.restore_ms,
        message=message if outcome is not Outcome.OK else "",
    )


def _known(moments: list[int | None]) -> Iterator[int]:
    return (moment for moment in moments if moment is not None)
