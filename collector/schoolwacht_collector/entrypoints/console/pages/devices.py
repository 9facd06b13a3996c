"""All devices: one search box, filters in the address, a hundred lines at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity
from schoolwacht_collector.domain.devices import Device, DeviceClass, DeviceState
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Viewer
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import Leaf, filters, leaf_of
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.rooms import natural
from schoolwacht_collector.usecases.tell_identity import open_questions

router = APIRouter()

_NEVER = datetime.min.replace(tzinfo=UTC)
_PROGRAMS_SEARCHED = 200
_SHORTEST_PROGRAM = 3
NO_ROOM = "-"


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody wants to see; all of it is in the address."""

    q: str = ""
    site: str = ""
    room: str = ""
    kind: str = ""
    state: str = ""
    sort: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One device of the list. `worst` is the worst severity of its open alerts; `has` the program searched for."""

    device: Device
    worst: str
    alerts: int
    has: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of the list."""

    leaf: Leaf[Line]
    everything: int
    sites: Sequence[str]
    rooms: Sequence[str]


_ORDERS: Mapping[str, Callable[[Line], Any]] = {
    "host": lambda line: natural(line.device.host),
    "room": lambda line: (natural(line.device.site), natural(line.device.room), natural(line.device.host)),
    "seen": lambda line: line.device.last_seen or _NEVER,
    "os": lambda line: natural(line.device.operating_system),
    "alerts": lambda line: (line.worst == "", list(Severity).index(Severity(line.worst or "notice")), -line.alerts),
}


def listing(books: Books, query: Query, speech: Speech) -> Listing:
    """The devices that match."""
    everything = books.devices.all()
    leaf = leaf_of(_fitting(books, everything, query, speech), query.page)
    return Listing(
        leaf=leaf,
        everything=len(everything),
        sites=sorted({device.site for device in everything if device.site}, key=natural),
        rooms=sorted(
            {device.room for device in everything if device.room and query.site in ("", device.site)}, key=natural
        ),
    )


def _fitting(books: Books, everything: Sequence[Device], query: Query, speech: Speech) -> list[Line]:
    wrong, having = _wrong(books.alerts.living()), _having(books, query.q)
    devices = [device for device in everything if _matches(device, query, speech, having)]
    lines = [_line(device, wrong.get(device.device_id, ()), having.get(device.device_id, "")) for device in devices]
    return _sorted([line for line in lines if query.state != "alerts" or line.alerts], query.sort)


def _matches(device: Device, query: Query, speech: Speech, having: Mapping[str, str]) -> bool:
    if query.site and device.site != query.site:
        return False
    if query.room and device.room != query.room.removeprefix(NO_ROOM):
        return False
    if query.kind and device.device_class != query.kind:
        return False
    if query.state in set(DeviceState) and device.state != query.state:
        return False
    if device.device_id in having:
        return True
    words = [device.host, device.site, device.room, device.operating_system, device.serial, device.device_id]
    text = " ".join([*words, speech.say(labels.CLASSES[device.device_class])]).casefold()
    return all(word in text for word in query.q.casefold().split())


def _having(books: Books, words: str) -> dict[str, str]:
    """Devices with a program of this name, and the name of that program."""
    wanted = words.casefold().strip()
    if len(wanted) < _SHORTEST_PROGRAM:
        return {}
    named = {one.number: one.name for one in books.facts.programs() if wanted in one.name.casefold()}
    numbers = sorted(named, key=lambda number: len(named[number]))[:_PROGRAMS_SEARCHED]
    found = books.facts.installed(numbers) if numbers else ()
    return {one.device_id: f"{named[one.program]} {one.version}" for one in reversed(found)}


def _wrong(alerts: Iterable[Alert]) -> dict[str, list[Severity]]:
    wrong: dict[str, list[Severity]] = {}
    for alert in alerts:
        if alert.state is AlertState.OPEN:
            wrong.setdefault(alert.subject.device_id, []).append(alert.finding.severity)
    return wrong


def _line(device: Device, severities: Sequence[Severity], has: str) -> Line:
    worst = next((severity for severity in Severity if severity in severities), "")
    return Line(device, worst, len(severities), has)


def _sorted(lines: list[Line], sort: str) -> list[Line]:
    order = _ORDERS.get(sort.removeprefix("-"))
    return sorted(lines, key=order or _ORDERS["room"], reverse=sort.startswith("-"))


def _query(request: Request) -> Query:
    return Query(**filters(request, *asdict(Query())))


@router.get("/devices")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list."""
    query = _query(request)
    view, asks = desk.read(
        visitor,
        lambda books: (
            listing(books, query, visitor.speech),
            len(open_questions(books)) if visitor.may("coordinator") else 0,
        ),
    )
    kinds = [(kind.value, visitor.speech.say(labels.CLASSES[kind])) for kind in DeviceClass]
    states = [(state.value, visitor.speech.say(labels.DEVICE_STATES[state])) for state in DeviceState]
    return paper.page(
        request, visitor, "devices.html",
        view=view, query=asdict(query), kinds=kinds, states=states, no_room=NO_ROOM, asks=asks,
    )  # fmt: skip


@router.get("/devices.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list as a file."""
    say, words, query = visitor.speech.gettext, visitor.speech.say, _query(request)
    columns = [
        say("Name"), say("Site"), say("Room"), say("Class"), say("State"), say("Operating system"),
        say("Serial number"), say("Agent"), say("Added on"), say("Last seen"), say("Alerts"),
    ]  # fmt: skip
    found = desk.read(visitor, lambda books: _fitting(books, books.devices.all(), query, visitor.speech))
    rows = (
        (
            one.host, one.site, one.room, words(labels.CLASSES[one.device_class]),
            words(labels.DEVICE_STATES[one.state]), one.operating_system, one.serial, one.agent_version,
            one.enrolled_at.date(), one.last_seen, line.alerts,
        )
        for line in found
        for one in [line.device]
    )  # fmt: skip
    return csv_file(desk, visitor, say("devices"), columns, rows)
