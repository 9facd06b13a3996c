"""A file system that found damage in itself, or closed itself for writing because of it.

Only some kinds count their errors; of the others nothing is known, which is neither good nor bad. A damaged volume
that is not mounted now is not mended by that: its alert stays for a day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.day_cells import day
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow, Rows, Rule, Several


@dataclass(frozen=True, slots=True)
class Limits:
    """How many errors a file system may have counted since its last check."""

    tolerated: float = 0.0


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a file system."""
    del now  # damage is damage at any hour
    for row in _volumes(answers):
        subject = Subject(answers.device.device_id, text(row.cells, "device"))
        state, errors = text(row.cells, "state"), number(row.cells, "errors")
        if state == "read_only":
            yield _read_only(subject, answers.device.device_class)
        elif state == "errors":
            yield _errors(subject, answers.device.device_class, row, errors, limits)
        elif state != "ok" or errors:
            yield Unsure(subject)


def covers(answers: DeviceAnswers) -> Iterator[Subject]:
    """Every file system that the machine told of."""
    yield from (Subject(answers.device.device_id, text(row.cells, "device")) for row in _volumes(answers))


def _volumes(answers: DeviceAnswers) -> list[DeviceRow]:
    return [row for row in answers.rows if text(row.cells, "device")]


def _read_only(subject: Subject, device_class: DeviceClass) -> Finding:
    return Finding(
        subject,
        Severity.WARNING if device_class is DeviceClass.SPARE else Severity.URGENT,
        say("{volume} closed itself for writing, as it does when it finds damage", volume=subject.part),
        say("Copy what matters on it elsewhere, then let it be checked while nothing uses it. Look at its disk too."),
        value=1.0,
        limit=0.0,
    )


def _errors(
    subject: Subject, device_class: DeviceClass, row: DeviceRow, errors: float | None, limits: Limits
) -> Finding:
    count = max(1.0, errors or 0.0)
    return Finding(
        subject,
        Severity.URGENT if device_class is DeviceClass.SERVER else Severity.WARNING,
        _summary(subject.part, int(count), row),
        say("See that what is on it is in a backup, then let it be checked and mended while nothing uses it."),
        value=count,
        limit=limits.tolerated,
        opens=count > limits.tolerated,
    )


def _summary(volume: str, count: int, row: DeviceRow) -> Message:
    last = day(row.cells, "last_error")
    if last is None:
        return say("{volume} found damage in itself; errors counted: {count}", volume=volume, count=count)
    return say(
        "{volume} found damage in itself; errors counted: {count}, the last on {day}",
        volume=volume,
        count=count,
        day=last.isoformat(),
    )


RULE = Rule(
    name="file_system_errors",
    title=say("Files may be damaged"),
    about=say("A file system found damage in itself, so files on it may be wrong, or cannot be written any more."),
    source="ext4 and btrfs count only real damage (kernel documentation), so one error is one too many.",
    question=Several((Rows("file_systems_errors"), Rows("os"))),  # the second always answers, so a volume may be missed
    limits=Limits(),
    judge=judge,
    covers=covers,
    clear=timedelta(hours=1),
)
