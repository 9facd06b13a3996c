"""A title that needs a licence and stands on more machines than are covered.

The finding names a title and rooms, never a person, and says "not covered": whoever installed it may hold a paper that
was not entered yet.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.licences import SeatCount
from schoolwacht_collector.domain.message import Message, Value, say
from schoolwacht_collector.domain.rule import Rule, Seats

_ROOMS_NAMED = 6


@dataclass(frozen=True, slots=True)
class Limits:
    """How many installs may be without cover before it is told."""

    tolerated: float = 0.0


def judge(count: SeatCount, limits: Limits, now: datetime) -> Iterable[Finding]:
    """At most one finding for a title."""
    del now  # expiry was looked at when the seats were counted
    if count.short <= 0:
        return
    yield Finding(
        Subject("", count.title),
        Severity.WARNING,
        _summary(count),
        _advice(count),
        value=float(count.short),
        limit=limits.tolerated,
        opens=count.short > limits.tolerated,
    )


def _summary(count: SeatCount) -> Message:
    values: dict[str, Value] = {
        "title": count.title,
        "short": count.short,
        "installed": len(count.installs),
        "rooms": _rooms(count.places),
    }
    if count.short == len(count.installs):
        return say("{title}: {short} not covered, in {rooms}", **values)
    return say("{title}: {short} of {installed} not covered, in {rooms}", **values)


def _rooms(places: tuple[str, ...]) -> str:
    named = ", ".join(places[:_ROOMS_NAMED])
    return f"{named}, …" if len(places) > _ROOMS_NAMED else named


def _advice(count: SeatCount) -> Message:
    if count.expired:
        return say("A licence has expired: renew it, or remove the program where it is not needed.")
    return say("Enter the licence if there is one. Otherwise buy what is short, or remove the program.")


RULE = Rule(
    name="unlicensed_install",
    title=say("Licences to check"),
    about=say("A paid program stands on more machines than there are licences for. Only listed titles are counted."),
    source="The shipped list of paid titles and the list of licences that the school imported.",
    question=Seats(),
    limits=Limits(),
    judge=judge,
    hold=timedelta(hours=1),  # an installer that is at work, or a roll-out of agents, is not a finding yet
    clear=timedelta(minutes=15),
)
