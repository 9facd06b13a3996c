"""What `borg create --json` and `--log-json` said, kept in a file by the script that starts it; borgmatic's too.

Objects by the manual (borgbackup.readthedocs.io, Frontends: JSON API): an `archive` with `end` and `stats` ends a run,
`log_message`s tell what went wrong, and a list of `archives` is that of `borg list` or `borg info`. borg 1 writes times
without a zone, which are the machine's own. borgmatic wraps the same objects in a list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schoolwacht_agent.platforms.backup_tools.json_stream import mapping, objects, words
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.record import Outcome, Record, whole
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds
from schoolwacht_agent.platforms.backup_tools.targets import UNKNOWN, Target, of_address

SOURCE, TOOL = "borg_log", "borg"
_CHECKED = ("archive consistency check complete, no problems found", "finished full repository check, no errors found")
_MOST_SECONDS = 1 << 33


@dataclass(slots=True)
class _Story:
    """What the log told up to here."""

    heard: bool = False
    archive: Mapping[str, Any] = field(default_factory=dict)
    end_ms: int | None = None
    good: list[int] = field(default_factory=list)
    warnings: int = 0
    skipped: int = 0
    first_warning: str = ""
    error: str = ""
    error_ms: int | None = None
    verify_ms: int | None = None
    versions: int | None = None
    target: Target = UNKNOWN


def _is_borg(said: Mapping[str, Any]) -> bool:
    logged = said.get("type") == "log_message" and words(said.get("name")).startswith("borg")
    return logged or ("repository" in said and ("archive" in said or "archives" in said or "encryption" in said))


def parse(text: str, job: str, written_ms: int | None) -> Record | None:
    """The last run in a log; None if borg said nothing in it."""
    story = _Story()
    for said in objects(text):
        if not _is_borg(said):
            continue
        story.heard = True
        place = mapping(said.get("repository")).get("location")
        story.target = of_address(place) if place else story.target
        if said.get("type") == "log_message":
            _hear(story, said)
        elif archive := mapping(said.get("archive")):
            _end(story, archive, written_ms)
        elif isinstance(said.get("archives"), list):
            _list(story, said["archives"])
    return _record(story, job, written_ms) if story.heard else None


def _hear(story: _Story, said: Mapping[str, Any]) -> None:
    level, text = said.get("levelname"), words(said.get("message"))
    moment = said.get("time")
    moment_ms = int(moment * 1000) if isinstance(moment, int | float) and 0 < moment < _MOST_SECONDS else None
    if level in ("ERROR", "CRITICAL"):
        story.error = story.error or text
        story.error_ms = moment_ms
    elif level == "WARNING":
        story.warnings += 1
        story.first_warning = story.first_warning or text
    elif text.lower().startswith(_CHECKED):
        story.verify_ms = moment_ms


def _end(story: _Story, archive: Mapping[str, Any], written_ms: int | None) -> None:
    story.archive = archive
    story.end_ms = told_ms(archive.get("end")) or written_ms
    story.skipped, story.warnings = story.warnings, 0
    story.error, story.error_ms = "", None  # what went before belongs to this run, and it ended well enough
    if story.end_ms is not None and whole(mapping(archive.get("stats")).get("nfiles")) != 0:
        story.good.append(story.end_ms)


def _list(story: _Story, archives: list[object]) -> None:
    listed = [mapping(one) for one in archives[:50_000]]
    moments = [(told_ms(one.get("end") or one.get("time") or one.get("start")), one) for one in listed]
    known = [(moment, one) for moment, one in moments if moment is not None]
    story.versions = len(listed)
    story.good += [moment for moment, _ in known]
    if known and max(moment for moment, _ in known) >= (story.end_ms or 0):
        story.end_ms, story.archive = max(known, key=lambda pair: pair[0])


def _record(story: _Story, job: str, written_ms: int | None) -> Record:
    stats = mapping(story.archive.get("stats"))
    if story.error:
        outcome, moment, message = Outcome.FAILED, story.error_ms or written_ms, story.error
    elif story.archive:
        outcome = Outcome.WARNING if story.skipped else Outcome.OK
        moment, message = story.end_ms, story.first_warning if story.skipped else ""
    elif story.versions == 0:
        outcome, moment, message = Outcome.EMPTY, None, "the repository holds no archive"
    else:
        outcome, moment, message = Outcome.UNKNOWN, None, story.first_warning
    every = usual_seconds(story.good)
    told = outcome in (Outcome.OK, Outcome.WARNING)
    return Record(
        job,
        SOURCE,
        TOOL,
        outcome,
        last_try_ms=moment,
        last_good_ms=max(story.good, default=None),
        every_seconds=every,
        every_from="seen" if every else None,
        size_bytes=whole(stats.get("original_size")) if told else None,
        items=whole(stats.get("nfiles")) if told else None,
        skipped=story.skipped if told and stats else None,
        versions=story.versions,
        target=story.target.kind,
        off_site=story.target.off_site,
        last_verify_ms=story.verify_ms,
        message=message,
    )
