"""Fetches the answers to the questions that rules ask, and says about which devices there is an answer at all.

Old numbers are no answer: a machine that was off for a week, or sends its backlog now, must neither open an alert nor
solve one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.devices import Device, DeviceState
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import DeviceRow, Latest, LatestValues, Presence, Question, Rows, Seats, Silence
from schoolwacht_collector.domain.series import Frame, value_of
from schoolwacht_collector.usecases.count_seats import count_seats

STALE_AFTER = timedelta(minutes=15)
"""Numbers older than this say nothing about now. Probes that rules ask measure every minute, the slowest every five."""

SCHOOL = ""
"""Stands in for a device in what is about the whole school."""


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers with the device each is about, and the devices of which the absence of a finding means: all is well."""

    found: tuple[tuple[Device | None, LatestValues | Silence | DeviceRow | object], ...]
    judged: frozenset[str]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What judging needs to know beside the ledger."""

    calendar: SchoolCalendar
    catalogue: Catalogue
    now: datetime
    listening_since: datetime


def active_devices(books: Books) -> Mapping[str, Device]:
    """The devices that are judged, by id."""
    return {d.device_id: d for d in books.devices.all() if d.state is DeviceState.ACTIVE}


def ask(books: Books, question: Question, devices: Mapping[str, Device], now: Circumstances) -> Answers:
    """All answers to a question."""
    match question:
        case Latest(measurement):
            values = tuple(_latest(books.batches.newest_frames(measurement), measurement, devices, now.now))
            return Answers(tuple((v.device, v) for v in values), frozenset(v.device.device_id for v in values))
        case Presence():
            return Answers(tuple((d, _silence(d, now)) for d in devices.values()), frozenset(devices))
        case Rows(table):
            return Answers(tuple(_rows(books, table, devices)), frozenset(devices))
        case Seats():
            today = now.now.astimezone(now.calendar.zone).date()
            counts = count_seats(books, now.catalogue, today)
            return Answers(tuple((None, count) for count in counts), frozenset({SCHOOL}))


def _latest(
    frames: Iterable[Frame],
    measurement: str,
    devices: Mapping[str, Device],
    now: datetime,
) -> Iterable[LatestValues]:
    """The newest point of each device and tag set that is fresh."""
    newest: dict[tuple[str, tuple[tuple[str, str], ...]], LatestValues] = {}
    for frame in frames:
        device = devices.get(frame.origin.device_id)
        if device is None:
            continue
        # A machine with a dead clock battery lives in another year; what it measures now is fresh all the same.
        taken_at = datetime.fromtimestamp((frame.taken_at_ms - device.clock_offset_ms) / 1000, UTC)
        if now - taken_at > STALE_AFTER:
            continue
        for tags, fields in _points(frame, measurement):
            known = newest.get((device.device_id, tags))
            if known is None or known.taken_at <= taken_at:
                newest[device.device_id, tags] = LatestValues(device, dict(tags), fields, taken_at)
    return newest.values()


def _points(frame: Frame, measurement: str) -> Iterator[tuple[tuple[tuple[str, str], ...], dict[str, float]]]:
    """The points of one measurement in a frame, whose numbers follow the shapes of its dictionary."""
    at = 0
    for shape in frame.dictionary.shapes:
        if shape.measurement == measurement:
            numbers = frame.numbers[at : at + len(shape.fields)]
            named = zip(shape.fields, numbers, shape.decimals, strict=True)
            yield shape.tags, {name: value_of(number, decimals) for name, number, decimals in named}
        at += len(shape.fields)


def _silence(device: Device, now: Circumstances) -> Silence:
    since = device.last_seen or device.enrolled_at
    return Silence(
        device,
        since,
        lasted=now.now - since,
        listened=now.now - max(since, now.listening_since),
        school_days=now.calendar.school_days_between(since, now.now),
    )


def _rows(books: Books, table: str, devices: Mapping[str, Device]) -> Iterator[tuple[Device, DeviceRow]]:
    for fact in books.facts.current(table):
        if (device := devices.get(fact.device_id)) is not None:
            yield device, DeviceRow(device, fact.cells, fact.first_seen, fact.taken_at)
