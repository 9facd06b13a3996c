"""What a rule is: a question, limits, and a pure judgement of the answer.

A rule knows no store, no alert state and no clock. What it asks is one of the question classes below; the use case
`judge_all` fetches the answer. Opening, holding and solving alerts is `settle_alerts`' job alone, so that no rule can
flap differently from another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Generic, TypeVar

from schoolwacht_collector.domain.alerts import Finding, Subject, Unsure
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.licences import SeatCount
from schoolwacht_collector.domain.message import Message

FRESH = timedelta(minutes=15)
"""Numbers older than this say nothing about now. Most probes that rules ask measure every minute or every five."""

Point = tuple[datetime, float]
_EVERY_DAY = SchoolCalendar(UTC, frozenset())


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest values of the fields of one measurement, for each device and tag set: gives `LatestValues`."""

    measurement: str
    fresh_for: timedelta = FRESH


@dataclass(frozen=True, slots=True)
class LatestValues:
    """One point as it was last measured."""

    device: Device
    tags: Mapping[str, str]
    fields: Mapping[str, float]
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Presence:
    """Every active device and how long it has been silent: gives `Silence`. `heard_within` leaves out longer ones."""

    heard_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """How long nothing was heard of a device: by the clock, and counted in school days.

    `listened` is the part of it in which the collector was there to hear: nobody is silent for longer than anybody
    listened. `settling`: a holiday is hardly over. `room_told`: an open alert says that its whole room is silent.
    """

    device: Device
    since: datetime
    lasted: timedelta
    listened: timedelta
    school_days: float
    settling: bool = False
    room_told: bool = False


@dataclass(frozen=True, slots=True)
class Rows:
    """The current rows of an inventory table: gives `DeviceRow`. `heard_within` leaves out devices silent for longer.

    Rows are facts: they stay true while a machine is off. A rule about what a machine still has to do asks only
    machines that were there to do it.
    """

    table: str
    heard_within: timedelta | None = None


@dataclass(frozen=True, slots=True)
class DeviceRow:
    """One row of an inventory table, and since when it is as it is."""

    device: Device
    cells: Mapping[str, str | int | float | None]
    first_seen: datetime
    taken_at: datetime
    calendar: SchoolCalendar = _EVERY_DAY


@dataclass(frozen=True, slots=True)
class Seats:
    """Every catalogue title that is installed somewhere, against the seats there are: gives `SeatCount`."""


@dataclass(frozen=True, slots=True)
class Recent:
    """Events of these names within a time before now: part of `Several`, gives `Happened`."""

    events: tuple[str, ...]
    within: timedelta


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened once on a device."""

    name: str
    at: datetime
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Trend:
    """How numbers of one measurement went, from the series store: gives `Course`, one for each device and tag set.

    `metrics` are `measurement.field`; the span is cut in buckets of `every`, of which each gives one point. A course
    whose newest point is older than `fresh_for` is no answer. While the store is away nothing is judged or solved.
    """

    metrics: tuple[str, ...]
    over: timedelta
    every: timedelta
    aggregate: str = "last"
    fresh_for: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Course:
    """How numbers went, oldest first, by metric. A metric without points is not there."""

    device: Device
    tags: Mapping[str, str]
    lines: Mapping[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Several:
    """Several questions about one device at once: gives one `DeviceAnswers` a device.

    `history` is asked only for devices of which `worth` says so, judging by the other answers: most disks have never
    had a bad sector, and reading the past of every one of them each hour would cost more than all other rules.
    """

    questions: tuple[Latest | Rows | Recent, ...]
    history: Trend | None = None
    worth: Callable[[DeviceAnswers], bool] = bool


@dataclass(frozen=True, slots=True)
class DeviceAnswers:
    """What is known of one device. `courses` is None when the past was not asked for, or the store is away."""

    device: Device
    values: tuple[LatestValues, ...] = ()
    rows: tuple[DeviceRow, ...] = ()
    events: tuple[Happened, ...] = ()
    courses: tuple[Course, ...] | None = None
    calendar: SchoolCalendar = _EVERY_DAY


@dataclass(frozen=True, slots=True)
class Certificates:
    """The newest certificate of every device, and the collector's own: gives `CertificateEnd`."""


@dataclass(frozen=True, slots=True)
class CertificateEnd:
    """When a certificate ends. Without a device it is the collector's own, called `name`."""

    device: Device | None
    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Versions:
    """Which agent each machine has that was heard this week: gives one `AgentVersions` for the school."""


@dataclass(frozen=True, slots=True)
class AgentVersions:
    """The release of this collector, and the machines with the version each told."""

    release: str
    machines: tuple[Device, ...]


@dataclass(frozen=True, slots=True)
class Rooms:
    """Which rooms with shared machines are silent this school day: gives one `SiteRooms` a site, in school hours."""


@dataclass(frozen=True, slots=True)
class RoomSilence:
    """One room today. `silent` machines were not heard since the school opened.

    `usual` is, for each of the last school mornings before it fell silent, the share of its machines that had been
    heard by this hour; None when nobody needs it, or it is not known.
    """

    room: str
    machines: int
    silent: int
    usual: tuple[float, ...] | None = None


@dataclass(frozen=True, slots=True)
class SiteRooms:
    """The rooms of one site. `listened` is how much of this school day the collector was there to hear."""

    site: str
    rooms: tuple[RoomSilence, ...]
    listened: timedelta
    settling: bool = False


@dataclass(frozen=True, slots=True)
class Collector:
    """How the collector itself is: gives `CollectorState`, as the caller of `judge_all` handed it in."""


Question = Latest | Presence | Rows | Seats | Trend | Several | Certificates | Versions | Rooms | Collector
Answer = TypeVar(
    "Answer", LatestValues, Silence, DeviceRow, SeatCount, Course, DeviceAnswers, CertificateEnd, AgentVersions,
    SiteRooms, CollectorState,
)  # fmt: skip
Limits = TypeVar("Limits")


def whole_device(answer: Any) -> Iterable[Subject]:  # noqa: ANN401 - any answer that is about a device
    """What an answer is about unless a rule says otherwise: the device as a whole."""
    return (Subject(answer.device.device_id),)


@dataclass(frozen=True, slots=True)
class Rule(Generic[Answer, Limits]):
    """Something that judges. A module in `rules/` is picked up by having one of these under the name RULE.

    `limits` is a frozen dataclass of numbers and timedeltas with defaults; a site, room, class or device may have
    others. `judge` is called once for each answer. `hold` is how long a finding must last before an alert opens,
    `clear` how long it must be gone before the alert is solved. `covers` names the subjects that an answer lets the
    rule judge, bad or well: one that no answer covers is missing, which does not mean that it is well.
    """

    name: str
    title: Message
    about: Message
    source: str
    question: Question
    limits: Limits
    judge: Callable[[Answer, Limits, datetime], Iterable[Finding | Unsure]]
    hold: timedelta = timedelta(0)
    clear: timedelta = timedelta(0)
    covers: Callable[[Answer], Iterable[Subject]] = field(default=whole_device)


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
