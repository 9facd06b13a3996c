"""A laptop battery that holds much less than when it was new. It says so itself, so what makes no sense is no news."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import number, text
from schoolwacht_collector.domain.message import Percent, say
from schoolwacht_collector.domain.rule import DeviceRow, Rows, Rule

_MOST_PERCENT = 150.0
"""A new battery may hold somewhat more than it was made for; one that claims more than this cannot count."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of what it was made for a battery still holds. The worn one is noted, the poor one is to be replaced."""

    worn_percent: float = 70.0
    poor_percent: float = 50.0
    clear_percent: float = 75.0


def judge(row: DeviceRow, limits: Limits, now: datetime) -> Iterable[Finding | Unsure]:
    """At most one finding for a battery."""
    del now  # wear is wear at any hour
    name = text(row.cells, "name")
    subject = Subject(row.device.device_id, name)
    health = number(row.cells, "health_percent")
    if health is None or not 0 < health <= _MOST_PERCENT:
        yield Unsure(subject)
        return
    if health >= limits.clear_percent:
        return
    poor = health < limits.poor_percent
    yield Finding(
        subject,
        Severity.WARNING if poor else Severity.NOTICE,
        say("Battery {battery} holds {health} of what it held when new", battery=name, health=Percent(health)),
        say("Replace the battery, or use this laptop where it stays plugged in. One that bulges must go at once."),
        value=health,
        limit=limits.poor_percent if poor else limits.worn_percent,
        opens=health < limits.worn_percent,
    )


RULE = Rule(
    name="battery_worn",
    title=say("Battery worn"),
    about=say("A laptop battery holds much less than when it was new, so a lesson may outlast it."),
    source="Fleet's policy of 80 % and Linux desktops' 80 and 70 %, one step later: 70 % and 50 % of the design.",
    question=Rows("batteries", heard_within=timedelta(days=1)),
    limits=Limits(),
    judge=judge,
    hold=timedelta(hours=1),  # the first reading after a change of charger may be far off
    clear=timedelta(hours=1),
)
