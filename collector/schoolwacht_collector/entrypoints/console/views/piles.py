"""Open alerts in three piles: broken now, to do this week, silent; what has one cause is one line.

Several machines of one room with the same trouble have one cause more often than several: a switch, an image, an
update. They become one line with a count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from schoolwacht_collector.domain.alerts import Alert, Severity
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.message import Message
from schoolwacht_collector.entrypoints.console.views.rooms import SILENCE

ONE_CAUSE = 3
"""From so many machines of one room with the same trouble on, they are one line."""


@dataclass(frozen=True, slots=True)
class Thing:
    """One line: an alert, or `count` alerts of one rule (named `title`) in the room of `device`."""

    alert: Alert
    device: Device | None
    count: int = 1
    title: Message | None = None


@dataclass(frozen=True, slots=True)
class Pile:
    """The first lines of a card, how many lines there are in all, and how many alerts."""

    things: tuple[Thing, ...]
    count: int
    alerts: int


def piles(alerts: Iterable[Alert]) -> tuple[list[Alert], list[Alert], list[Alert]]:
    """Now broken, this week, silent. A silent server is broken; what somebody took on comes last."""
    broken: list[Alert] = []
    week: list[Alert] = []
    silent: list[Alert] = []
    for alert in sorted(alerts, key=_order):
        if alert.finding.severity is Severity.URGENT:
            broken.append(alert)
        else:
            (silent if alert.rule == SILENCE else week).append(alert)
    return broken, week, silent


def pile_of(
    alerts: Sequence[Alert], devices: Mapping[str, Device], titles: Mapping[str, Message], at_most: int
) -> Pile:
    """The lines of a pile, in the order of its alerts; a line of several stands where the first of them does."""
    together: dict[tuple[object, ...], list[Alert]] = defaultdict(list)
    for alert in alerts:
        together[_cause(alert, devices.get(alert.subject.device_id))].append(alert)
    things: list[Thing] = []
    for group in together.values():
        machines = {alert.subject.device_id for alert in group}
        if len(machines) >= ONE_CAUSE and group[0].rule in titles:
            first = group[0]
            things.append(Thing(first, devices.get(first.subject.device_id), len(machines), titles[first.rule]))
        else:
            things += [Thing(alert, devices.get(alert.subject.device_id)) for alert in group]
    things.sort(key=lambda thing: _order(thing.alert))
    return Pile(tuple(things[:at_most]), len(things), len(alerts))


def _cause(alert: Alert, device: Device | None) -> tuple[object, ...]:
    """What alerts with one cause share. What somebody took on stands apart from what nobody did."""
    if device is None or not device.room:
        return (alert.alert_id,)
    return (alert.rule, device.site, device.room, bool(alert.acknowledged_by))


def _order(alert: Alert) -> tuple[bool, bool, float]:
    opened = alert.opened_at or alert.first_true
    return bool(alert.acknowledged_by), alert.finding.severity is Severity.NOTICE, -opened.timestamp()
