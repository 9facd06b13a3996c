"""A machine that crashed, or started without having been shut down, several times within a week.

On machines of pupils a held power button, an empty battery or a power cut leaves the same trace as a crash. Their
starts without a shutdown only count when there are many, and all that is told of them is told in the daily round: a
power cut is one letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.daily_round import is_round
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule

_KINDS = frozenset({"unclean_start", "kernel_crash"})
_COUNTS_FOR = timedelta(days=8)
"""A count of the last seven days that is older than this is about no day that still counts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How many a week are some, and how many are many."""

    some: float = 2.0
    many: float = 5.0


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a kind of mishap."""
    kind = text(row.cells, "kind")
    if kind not in _KINDS:
        return  # a program that failed is no machine that did
    subject = Subject(row.device.device_id, kind)
    count = number(row.cells, "count_7d")
    if count is None or count < 0 or now - row.taken_at > _COUNTS_FOR:
        yield Unsure(subject)
        return
    if not count:
        return
    server = row.device.device_class is DeviceClass.SERVER
    many = count >= limits.many
    limit = limits.many if many or (kind == "unclean_start" and not server) else limits.some
    yield Finding(
        subject,
        _severity(kind, server=server, many=many),
        _summary(kind, int(count)),
        _advice(kind, server=server),
        value=count,
        limit=limit,
        opens=count >= limit and (server or is_round(row.calendar, now)),
    )


def _severity(kind: str, *, server: bool, many: bool) -> Severity:
    """A server that fails every other day lets everybody down; a pupil's machine one pupil, if it failed at all."""
    if server:
        return Severity.URGENT if many else Severity.WARNING
    return Severity.WARNING if many and kind == "kernel_crash" else Severity.NOTICE


def _summary(kind: str, count: int) -> Message:
    if kind == "kernel_crash":
        return say("Crashes of the system within a week: {count}", count=count)
    return say("Starts within a week without a shutdown before them: {count}", count=count)


def _advice(kind: str, *, server: bool) -> Message:
    if kind == "kernel_crash":
        return say(
            "Look whether it is too warm, test its memory, and undo what was new before it began: a driver, a part."
        )
    if server:
        return say("Look at its power first (cable, socket, UPS), then at heat, and in its log at what came last.")
    return say("Ask whether somebody holds the button to switch it off. If not, look at its cable, battery and heat.")


RULE = Rule(
    name="machine_crashes",
    title=say("Crashes"),
    about=say("A machine crashed or lost its power several times within a week, so work may get lost."),
    source="Practice: one crash is chance, two within a week are a pattern, five are a machine that cannot be used.",
    question=Rows("crashes", heard_within=timedelta(days=1)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(minutes=10),  # within the half hour of the daily round
    clear=timedelta(hours=1),
)
