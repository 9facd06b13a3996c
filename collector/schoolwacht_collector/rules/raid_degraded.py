"""Disks that work as one and have lost a member: they go on as if nothing happened, until the next one fails.

All sets of one kind on a machine are one alert: a disk that fails takes a part out of each set that it belongs to.
When the tool that tells of them is silent, what was known before stays: unknown is not whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.devices import Device, DeviceClass
from schoolwacht_collector.domain.message import Lasting, Message, say
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow, Rows, Rule, Several

_RANKS = {"ok": 0, "rebuilding": 1, "degraded": 2, "failed": 3}
_ADVICE = {
    "degraded": say("See first that a good backup exists. Then find out which disk it is, and replace it today."),
    "failed": say("Write nothing on it and do not restart it again and again. Get the newest backup and expert help."),
    "rebuilding": say("Leave it on. If it is not whole tomorrow, look whether one of its disks is slow or failing."),
}


@dataclass(frozen=True, slots=True)
class Limits:
    """How long disks may be busy making each other whole again."""

    rebuilding: timedelta = timedelta(hours=24)


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for the sets of a kind: the worst of them."""
    for kind in _kinds(answers):
        rows = [row for row in _sets(answers) if text(row.cells, "kind") == kind]
        known = [row for row in rows if text(row.cells, "state") in _RANKS]
        worst = max(known, key=lambda row: _RANKS[text(row.cells, "state")], default=None)
        subject = Subject(answers.device.device_id, kind)
        if worst is not None and _RANKS[text(worst.cells, "state")]:
            yield _finding(subject, answers.device, worst, limits, now)
        elif len(known) < len(rows):
            yield Unsure(subject)


def covers(answers: DeviceAnswers) -> Iterator[Subject]:
    """The kinds of sets that the machine told of."""
    yield from (Subject(answers.device.device_id, kind) for kind in _kinds(answers))


def _sets(answers: DeviceAnswers) -> list[DeviceRow]:
    return [row for row in answers.rows if "state" in row.cells and text(row.cells, "kind")]


def _kinds(answers: DeviceAnswers) -> list[str]:
    return sorted({text(row.cells, "kind") for row in _sets(answers)})


def _finding(subject: Subject, device: Device, row: DeviceRow, limits: Limits, now: datetime) -> Finding:
    state = text(row.cells, "state")
    lasted = max(timedelta(0), now - row.first_seen)
    rebuilding = state == "rebuilding"
    severity = Severity.WARNING if rebuilding or device.device_class is DeviceClass.SPARE else Severity.URGENT
    return Finding(
        subject,
        severity,
        _summary(row, state, lasted),
        _ADVICE[state],
        value=lasted.total_seconds(),
        limit=limits.rebuilding.total_seconds() if rebuilding else 0.0,
        opens=not rebuilding or lasted > limits.rebuilding,
    )


def _summary(row: DeviceRow, state: str, lasted: timedelta) -> Message:
    name = text(row.cells, "name") or text(row.cells, "kind")
    if state == "failed":
        return say("Disks {set}, which work as one, have failed: what is on them cannot be reached", set=name)
    if state == "rebuilding":
        time = Lasting(lasted.total_seconds())
        return say("Disks {set}, which work as one, have been making each other whole for {time}", set=name, time=time)
    missing, members = number(row.cells, "missing"), number(row.cells, "members")
    if missing and members and 0 < missing <= members:
        return say(
            "Disks {set}, which work as one: {missing} of {members} missing; another failure may lose everything",
            set=name,
            missing=int(missing),
            members=int(members),
        )
    return say("Disks {set}, which work as one, lack a disk; another failure may lose everything", set=name)


RULE = Rule(
    name="raid_degraded",
    title=say("Disk set incomplete"),
    about=say("Disks that work as one (RAID) have lost a disk: nothing is lost yet, but another failure may lose all."),
    source="The Prometheus node mixin warns of a degraded array at once; a day is long for making a set whole again.",
    question=Several((Rows("raid_sets"), Rows("os"))),  # a machine always tells of its system, so a set may be missed
    limits=Limits(),
    judge=judge,
    covers=covers,
    clear=timedelta(hours=1),
)
