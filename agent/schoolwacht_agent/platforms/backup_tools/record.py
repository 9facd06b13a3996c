"""What a backup program recorded of one of its jobs, and the few rules that hold whatever the program.

A success with nothing in it is no success. A number out of range and a moment that cannot be are not known. What is
not known is never good: a program that does not say how a run went gives `unknown`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from schoolwacht_agent.platforms.backup_tools.moments import milliseconds
from schoolwacht_agent.platforms.scrubbed import scrubbed

LONGEST_JOB = 64
_FUTURE_MS = timedelta(days=1) // timedelta(milliseconds=1)
_FIRST_MS = 946_684_800_000  # 2000-01-01: no program that is read here is older
_MOST_BYTES = 1 << 60
_MOST_ITEMS = 1 << 48
_LONGEST_EVERY = 400 * 86_400  # what the collector takes for a rhythm


class Outcome(StrEnum):
    """How the newest run went, by the program's own account."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"
    EMPTY = "empty"
    RUNNING = "running"
    UNKNOWN = "unknown"

    @property
    def result(self) -> str:
        """What the rules of the collector judge: `ok`, `failed` or `unknown`."""
        if self in (Outcome.OK, Outcome.WARNING):
            return "ok"
        return "failed" if self in (Outcome.FAILED, Outcome.EMPTY) else "unknown"


BADNESS = {
    outcome: place
    for place, outcome in enumerate(
        (Outcome.OK, Outcome.WARNING, Outcome.RUNNING, Outcome.UNKNOWN, Outcome.EMPTY, Outcome.FAILED)
    )
}
"""Of two records of one job the worse is told."""


@dataclass(frozen=True, slots=True)
class Record:
    """One job as its program recorded it. Moments are milliseconds since 1970, UTC; None is not known."""

    job: str
    source: str
    tool: str
    outcome: Outcome = Outcome.UNKNOWN
    last_try_ms: int | None = None
    last_good_ms: int | None = None
    every_seconds: int | None = None
    every_from: str | None = None
    size_bytes: int | None = None
    items: int | None = None
    skipped: int | None = None
    versions: int | None = None
    target: str = "unknown"
    off_site: str = "unknown"
    last_verify_ms: int | None = None
    last_restore_test_ms: int | None = None
    message: str = ""


def sound(record: Record, now: datetime) -> Record:
    """The record without what cannot be, with a success of nothing told as such, and with nothing private in texts."""
    now_ms = milliseconds(now)
    every = whole(record.every_seconds, _LONGEST_EVERY) or None
    kept = replace(
        record,
        job=job_name(record.job, record.tool),
        last_try_ms=_moment(record.last_try_ms, now_ms),
        last_good_ms=_moment(record.last_good_ms, now_ms),
        every_seconds=every,
        every_from=record.every_from if every else None,
        size_bytes=whole(record.size_bytes, _MOST_BYTES),
        items=whole(record.items, _MOST_ITEMS),
        skipped=whole(record.skipped, _MOST_ITEMS),
        versions=whole(record.versions, _MOST_ITEMS),
        last_verify_ms=_moment(record.last_verify_ms, now_ms),
        last_restore_test_ms=_moment(record.last_restore_test_ms, now_ms),
        message=scrubbed(record.message),
    )
    if record.last_try_ms is not None and kept.last_try_ms is None and kept.outcome.result == "ok":
        # A run that bears an impossible date proves nothing about last night.
        return replace(kept, outcome=Outcome.UNKNOWN, message="its record bears a date that cannot be; check the clock")
    return _emptied(kept)


def _emptied(record: Record) -> Record:
    nothing = record.items == 0 or (record.items is None and record.size_bytes == 0)
    if record.outcome.result != "ok" or not nothing:
        return record
    good = None if record.last_good_ms == record.last_try_ms else record.last_good_ms
    return replace(
        record,
        outcome=Outcome.EMPTY,
        last_good_ms=good,
        message=scrubbed(f"said to have succeeded, but with nothing in it. {record.message}"),
    )


def worst(records: list[Record]) -> list[Record]:
    """Each job of each source once, the worse of two."""
    kept: dict[tuple[str, str], Record] = {}
    for record in records:
        key = (record.job, record.source)
        if key not in kept or BADNESS[record.outcome] > BADNESS[kept[key].outcome]:
            kept[key] = record
    return list(kept.values())


def job_name(said: str, otherwise: str) -> str:
    """The name of a job as it may travel: no path, no account, not too long."""
    return scrubbed(said)[:LONGEST_JOB].strip() or otherwise


def whole(thing: object, most: int = _MOST_BYTES) -> int | None:
    """A whole number from 0 up to `most`; None for whatever else a file may hold in its place."""
    if isinstance(thing, float) and thing.is_integer() and 0 <= thing <= most:
        return int(thing)
    return thing if isinstance(thing, int) and not isinstance(thing, bool) and 0 <= thing <= most else None


def _moment(thing: int | None, now_ms: int) -> int | None:
    return thing if thing is not None and _FIRST_MS <= thing <= now_ms + _FUTURE_MS else None
