"""Fetches the answers to the questions that rules ask, and says about which devices there is an answer at all.

Old numbers are no answer: a machine that was off for a week, or sends its backlog now, must neither open an alert nor
solve one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import AlertState, room_subject
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import (
    AgentVersions,
    CertificateEnd,
    DeviceRow,
    Happened,
    Latest,
    LatestValues,
    Presence,
    Recent,
    Rows,
    Silence,
)
from schoolwacht_collector.domain.series import Frame, value_of

SCHOOL = ""
"""Stands in for a device in what is about the whole school."""

VERSION_KNOWN_FOR = timedelta(days=7)
"""A machine that was not heard for longer may have been updated since, or be in a cupboard."""

_EVENTS_READ = 50
"""Newest events read of one device: more of them within a day say nothing new."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers with the device each is about, and the devices of which the absence of a finding means: all is well.

    `partial` tells that what has no answer now may have one again: a volume that is not mounted, a disk that could not
    be read. Otherwise a subject without an answer is gone: a row that the table has no more. `trouble` is why answers
    are missing.
    """

    found: tuple[tuple[Device | None, object], ...]
    judged: frozenset[str]
    partial: bool = False
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What judging needs to know beside the ledger and the series store.

    `version` is the release of this collector; `collector` how it is. Left out, they are not known.
    """

    calendar: SchoolCalendar
    catalogue: Catalogue
    now: datetime
    listening_since: datetime
    version: str = ""
    collector: CollectorState = field(default_factory=CollectorState)


def active_devices(books: Books) -> Mapping[str, Device]:
    """The devices that are judged, by id."""
    return {d.device_id: d for d in books.devices.all() if d.state is DeviceState.ACTIVE}


def heard_lately(devices: Mapping[str, Device], within: timedelta | None, now: datetime) -> Mapping[str, Device]:
    """The devices that were heard within a time; all of them when it does not matter."""
    if within is None:
        return devices
    return {key: d for key, d in devices.items() if d.last_seen is not None and now - d.last_seen <= within}


def ask_latest(books: Books, asked: Latest, devices: Mapping[str, Device], now: datetime) -> Answers:
    """The newest point of each device and tag set that is fresh."""
    values, _ = latest_values(books, asked, devices, now)
    judged = frozenset(value.device.device_id for value in values)
    return Answers(tuple((value.device, value) for value in values), judged, partial=True)


def latest_values(
    books: Books, asked: Latest, devices: Mapping[str, Device], now: datetime
) -> tuple[tuple[LatestValues, ...], frozenset[str]]:
    """The fresh points, and the devices that have none but had some before."""
    newest: dict[tuple[str, tuple[tuple[str, str], ...]], LatestValues] = {}
    known: set[str] = set()
    for frame in books.batches.newest_frames(asked.measurement):
        device = devices.get(frame.origin.device_id)
        if device is None:
            continue
        known.add(device.device_id)
        taken_at = datetime.fromtimestamp((frame.taken_at_ms - device.stamped_ahead_ms) / 1000, UTC)
        if now - taken_at > asked.fresh_for:
            continue
        for tags, fields in _points(frame, asked.measurement):
            before = newest.get((device.device_id, tags))
            if before is None or before.taken_at <= taken_at:
                newest[device.device_id, tags] = LatestValues(device, dict(tags), fields, taken_at)
    return tuple(newest.values()), frozenset(known - {device_id for device_id, _ in newest})


def ask_rows(books: Books, asked: Rows, devices: Mapping[str, Device], around: Circumstances) -> Answers:
    """The rows of a table. A device without that table has no row, and nothing to be found."""
    here = heard_lately(devices, asked.heard_within, around.now)
    return Answers(tuple((row.device, row) for row in rows_of(books, asked, here, around.calendar)), frozenset(here))


def rows_of(books: Books, asked: Rows, devices: Mapping[str, Device], calendar: SchoolCalendar) -> Iterator[DeviceRow]:
    """The rows of a table of these devices."""
    for fact in books.facts.current(asked.table):
        if (device := devices.get(fact.device_id)) is not None:
            yield DeviceRow(device, fact.cells, fact.first_seen, fact.taken_at, calendar)


def events_of(
    books: Books, asked: Recent, devices: Mapping[str, Device], now: datetime
) -> Mapping[str, tuple[Happened, ...]]:
    """The events asked for, by device, newest first. A machine that was silent as long cannot have told of any."""
    found: dict[str, list[Happened]] = defaultdict(list)
    for device_id, device in heard_lately(devices, asked.within, now).items():
        offset = timedelta(milliseconds=device.stamped_ahead_ms)
        for event in books.facts.events(device_id, _EVENTS_READ):
            if event.name in asked.events and timedelta(0) <= now - (event.at - offset) <= asked.within:
                found[device_id].append(Happened(event.name, event.at - offset, event.attributes))
    return {device_id: tuple(events) for device_id, events in found.items()}


def ask_presence(books: Books, asked: Presence, devices: Mapping[str, Device], around: Circumstances) -> Answers:
    """How long each device has been silent."""
    told = {alert.subject for alert in books.alerts.living() if alert.state is AlertState.OPEN}
    settling = around.calendar.is_settling(around.now)
    here = heard_lately(devices, asked.heard_within, around.now)
    found = []
    for device in here.values():
        since = device.last_seen or device.enrolled_at
        silence = Silence(
            device,
            since,
            lasted=around.now - since,
            listened=around.now - max(since, around.listening_since),
            school_days=around.calendar.school_days_between(since, around.now),
            settling=settling,
            room_told=room_subject(device.site, device.room) in told,
        )
        found.append((device, silence))
    return Answers(tuple(found), frozenset(here))


def ask_certificates(books: Books, devices: Mapping[str, Device], around: Circumstances) -> Answers:
    """When the newest certificate of each device ends, and when the collector's own do."""
    found: list[tuple[Device | None, object]] = []
    for device in devices.values():
        valid = [one.expires_at for one in books.devices.certificates(device.device_id) if one.revoked_at is None]
        if valid:
            found.append((device, CertificateEnd(device, "", max(valid))))
    own = around.collector.certificates
    found += [(None, CertificateEnd(None, one.name, one.expires_at)) for one in own]
    judged = frozenset(device.device_id for device, _ in found if device is not None)
    return Answers(tuple(found), judged | {SCHOOL} if own else judged)


def ask_versions(devices: Mapping[str, Device], around: Circumstances) -> Answers:
    """Which agent each machine has that was heard this week, as one answer: it takes a look at all of them."""
    here = heard_lately(devices, VERSION_KNOWN_FOR, around.now)
    known = tuple(device for device in here.values() if device.agent_version)
    if not around.version:
        return Answers((), frozenset())
    judged = frozenset({SCHOOL, *(device.device_id for device in known)})
    return Answers(((None, AgentVersions(around.version, known)),), judged)


def _points(frame: Frame, measurement: str) -> Iterable[tuple[tuple[tuple[str, str], ...], dict[str, float]]]:
    """The points of one measurement in a frame, whose numbers follow the shapes of its dictionary."""
    at = 0
    for shape in frame.dictionary.shapes:
        if shape.measurement == measurement:
            numbers = frame.numbers[at : at + len(shape.fields)]
            named = zip(shape.fields, numbers, shape.decimals, strict=True)
            yield shape.tags, {name: value_of(number, decimals) for name, number, decimals in named}
        at += len(shape.fields)
