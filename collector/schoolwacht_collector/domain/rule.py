"""What a rule is: a question to the ledger, limits, and a pure judgement of the answer.

A rule knows no store, no alert state and no clock. What it asks is one of the question classes below; the use case
`judge_all` fetches the answer. Opening, holding and solving alerts is `settle_alerts`' job alone, so that no rule can
flap differently from another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from schoolwacht_collector.domain.alerts import Finding
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.licences import SeatCount
from schoolwacht_collector.domain.message import Message


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest values of the fields of one measurement, for each device and tag set: gives `LatestValues`."""

    measurement: str


@dataclass(frozen=True, slots=True)
class LatestValues:
    """One point as it was last measured."""

    device: Device
    tags: Mapping[str, str]
    fields: Mapping[str, float]
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Every active device and how long it has been silent: gives `Silence`."""


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing was heard of a device: by the clock, and counted in school days.

    `listened` is the part of it in which the collector was there to hear: after a restart, machines have not been
    silent for longer than anybody listened.
    """

    device: Device
    since: datetime
    lasted: timedelta
    listened: timedelta
    school_days: float


@dataclass(frozen=True, slots=True)
class Rows:
    """The current rows of an inventory table: gives `DeviceRow`."""

    table: str


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One row of an inventory table, and since when it is as it is."""

    device: Device
    cells: Mapping[str, str | int | float | None]
    first_seen: datetime
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Seats:
    """Every catalogue title that is installed somewhere, against the seats there are: gives `SeatCount`."""


Question = Latest | Presence | Rows | Seats

Answer = TypeVar("Answer", LatestValues, Silence, DeviceRow, SeatCount)
Limits = TypeVar("Limits")


@dataclass(frozen=True, slots=True)
class Rule(Generic[Answer, Limits]):
    """Something that judges. A module in `rules/` is picked up by having one of these under the name RULE.

    `limits` is a frozen dataclass of numbers and timedeltas with defaults; a site, room, class or device may have
    others. `judge` is called once for each answer. `hold` is how long a finding must last before an alert opens,
    `clear` how long it must be gone before the alert is solved.
    """

    name: str
    title: Message
    about: Message
    source: str
    question: Question
    limits: Limits
    judge: Callable[[Answer, Limits, datetime], Iterable[Finding]]
    hold: timedelta = timedelta(0)
    clear: timedelta = timedelta(0)


@dataclass(frozen=True, slots=True)
class LimitOverride:
    """A limit that is otherwise somewhere. `scope` is site, room, class or device; the narrowest one wins."""

    rule: str
    name: str
    value: float
    scope: str
    target: str


AnyRule = Rule[Any, Any]
_WIDTH = {"site": 0, "room": 1, "class": 2, "device": 3}


def limits_for(rule: AnyRule, device: Device | None, overrides: Iterable[LimitOverride]) -> Any:  # noqa: ANN401
    """The rule's limits as they are for this device. A timedelta is overridden in seconds."""
    if device is None:
        return rule.limits
    mine = [o for o in overrides if o.rule == rule.name and _applies(o, device)]
    changes = {o.name: _as_kind_of(getattr(rule.limits, o.name), o.value) for o in sorted(mine, key=_narrowness)}
    return type(rule.limits)(**{**_fields(rule.limits), **changes})


def _narrowness(override: LimitOverride) -> int:
    return _WIDTH[override.scope]


def _applies(override: LimitOverride, device: Device) -> bool:
    here = {"site": device.site, "room": device.room, "class": device.device_class, "device": device.device_id}
    return here[override.scope] == override.target


def _as_kind_of(default: object, value: float) -> object:
    return timedelta(seconds=value) if isinstance(default, timedelta) else value


def _fields(limits: object) -> dict[str, object]:
    return {name: getattr(limits, name) for name in type(limits).__dataclass_fields__}  # type: ignore[attr-defined]
