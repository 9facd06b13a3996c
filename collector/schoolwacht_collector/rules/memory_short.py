"""A machine that has too little memory for what is done with it: on several days, in school hours, and swapping.

One heavy lesson is no reason to buy memory, and a system that fills its memory with what it may need later is no reason
for anything: only memory that programs can still get counts, and only while the system moves what they use to disk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Percent, say
from schoolwacht_collector.domain.rule import Course, DeviceAnswers, Latest, Rule, Several, Trend

_AVAILABLE, _SWAP = "mem.available_percent", "swap.used_percent"
_WORTH_PERCENT = 20.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What a short hour is, how many make a short day, and how many days of a week make an alert."""

    available_percent: float = 10.0
    without_swap_percent: float = 5.0
    swap_percent: float = 25.0
    hours_a_day: float = 2.0
    warning_days: float = 3.0
    clear_days: float = 2.0


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a device."""
    del now  # the past of a week was asked for
    if answers.courses is None:
        return
    course = Course(answers.device, {}, {name: points for one in answers.courses for name, points in one.lines.items()})
    hours = _short_hours(course, answers, limits)
    days = sum(count >= limits.hours_a_day for count in Counter(day for day, _ in hours).values())
    if days < limits.clear_days:
        return
    yield Finding(
        Subject(answers.device.device_id),
        Severity.WARNING,
        say(
            "On {days} days of this week memory was short for hours: down to {available} free",
            days=days,
            available=Percent(min(available for _, available in hours)),
        ),
        say("Close what starts by itself and nobody needs. If that is not enough, add memory or give it lighter work."),
        value=float(days),
        limit=limits.warning_days,
        opens=days >= limits.warning_days,
    )


def worth(answers: DeviceAnswers) -> bool:
    """The past matters only of a machine that is somewhat short now."""
    return any(value.fields.get("available_percent", 100.0) < _WORTH_PERCENT for value in answers.values)


def _short_hours(course: Course, answers: DeviceAnswers, limits: Limits) -> list[tuple[date, float]]:
    """The hours in which memory was short, each as its day and what was available; of a server at any hour."""
    swap = dict(course.lines.get(_SWAP, ()))
    found = []
    for at, available in course.lines.get(_AVAILABLE, ()):
        if available < _least(swap.get(at, 0.0), limits) and _counts(answers, at):
            found.append((at.astimezone(answers.calendar.zone).date(), available))
    return found


def _least(swap_percent: float, limits: Limits) -> float:
    """How much must be available. A machine that has swap and does not need it is not short of memory."""
    if swap_percent >= limits.swap_percent:
        return limits.available_percent
    return limits.without_swap_percent if swap_percent == 0 else 0.0


def _counts(answers: DeviceAnswers, at: datetime) -> bool:
    return answers.device.device_class is DeviceClass.SERVER or answers.calendar.is_open(at)


RULE = Rule(
    name="memory_short",
    title=say("Memory short"),
    about=say("A machine runs out of memory on several days and moves it to disk, which makes everything slow."),
    source="The Prometheus node mixin: less than 10 % for 15 minutes; made rarer, as buying memory follows from it.",
    question=Several(
        (Latest("mem"),),
        history=Trend((_AVAILABLE, _SWAP), over=timedelta(days=7), every=timedelta(hours=1), aggregate="mean"),
        worth=worth,
    ),
    limits=Limits(),
    judge=judge,
    clear=timedelta(days=2),  # a machine that is idle just now is not well yet
)
