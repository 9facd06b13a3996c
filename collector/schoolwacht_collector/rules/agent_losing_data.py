"""An agent that had to throw measurements away before they could be sent, so there are holes in what we know.

Told by the agent in two ways: events that name what went, and a counter, which shows even when the events are lost too.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.message import Message, say
from schoolwacht_collector.domain.rule import DeviceAnswers, Latest, Recent, Rule, Several, Trend

_DROPPED, _SET_ASIDE = "spool_dropped", "spool_set_aside"
_COUNTER = "dropped_samples"
_METRIC = f"schoolwacht_agent.{_COUNTER}"
_MOST = 10**12


@dataclass(frozen=True, slots=True)
class Limits:
    """How many numbers may be lost within a day. Only too old ones are lost when a machine was away for weeks."""

    samples: float = 0.0


def judge(answers: DeviceAnswers, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a device."""
    del now  # what is older than a day was not asked for
    dropped = [event for event in answers.events if event.name == _DROPPED]
    told = sum(_count(event.attributes.get("samples", "")) for event in dropped)
    lost = max(told, _risen(answers))
    aside = any(event.name == _SET_ASIDE for event in answers.events)
    if not aside and lost <= limits.samples:
        return
    only_old = bool(dropped) and not aside and all(event.attributes.get("reason") == "old" for event in dropped)
    yield Finding(
        Subject(answers.device.device_id),
        Severity.NOTICE if only_old else Severity.WARNING,
        _summary(int(lost), aside=aside),
        _advice(only_old=only_old),
        value=lost,
        limit=limits.samples,
    )


def worth(answers: DeviceAnswers) -> bool:
    """Most agents never lost anything; only of the others the past tells whether it was today."""
    return any(value.fields.get(_COUNTER, 0) > 0 for value in answers.values)


def _risen(answers: DeviceAnswers) -> float:
    """By how much the counter rose within the day. It begins at 0 again when the agent starts."""
    values = [value for course in answers.courses or () for _, value in course.lines.get(_METRIC, ())]
    values += [value.fields[_COUNTER] for value in answers.values if _COUNTER in value.fields]
    return sum(later - earlier if later >= earlier else later for earlier, later in pairwise(values))


def _count(text: str) -> float:
    """The number in an attribute: text from a machine."""
    return float(text) if text.isascii() and text.isdecimal() and len(text) <= len(str(_MOST)) else 1.0


def _summary(lost: int, *, aside: bool) -> Message:
    if not lost:
        return say("What waited to be sent was damaged and had to be set aside")
    if aside:
        return say("{count} numbers were lost today, and what waited to be sent was damaged", count=lost)
    return say("{count} numbers were lost today before they could be sent", count=lost)


def _advice(*, only_old: bool) -> Message:
    if only_old:
        return say(
            "It could not reach the collector for weeks. If it is used elsewhere that is all; nothing is broken."
        )
    return say(
        "Look whether its disk is full or failing and whether it reaches the collector: schoolwacht-agent doctor"
    )


RULE = Rule(
    name="agent_losing_data",
    title=say("Measurements lost"),
    about=say("An agent threw measurements away before it could send them."),
    source="Telegraf lost measurements in silence for years when its buffer was full (influxdata/telegraf#5536).",
    question=Several(
        (Latest("schoolwacht_agent"), Recent((_DROPPED, _SET_ASIDE), within=timedelta(days=1))),
        history=Trend((_METRIC,), over=timedelta(days=1), every=timedelta(hours=1)),
        worth=worth,
    ),
    limits=Limits(),
    judge=judge,
    clear=timedelta(hours=1),
)
