"""Alerts: the work list, and one page for each with its why, its history and a button to take it on."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity, room_subject
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.console import labels, paper
from schoolwacht_collector.entrypoints.console.desk import AtDesk, Coordinator, Viewer
from schoolwacht_collector.entrypoints.console.exports import csv_file
from schoolwacht_collector.entrypoints.console.listing import filters, leaf_of
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.reasons import reason
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.acknowledge import acknowledge

router = APIRouter()

_SEARCHED = 2000
_NOTE_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Query:
    """What somebody wants to see; all of it is in the address. `severity` week means all that is not urgent."""

    q: str = ""
    state: str = ""
    severity: str = ""
    rule: str = ""
    site: str = ""
    room: str = ""
    page: str = ""


def fitting(books: Books, query: Query, speech: Speech) -> list[tuple[Alert, Device | None]]:
    """The alerts that match, with their devices."""
    devices = {device.device_id: device for device in books.devices.all()}
    alerts = books.alerts.listed(open_only=query.state not in {"solved", "all"}, at_most=_SEARCHED)
    return [
        (alert, devices.get(alert.subject.device_id)) for alert in alerts if _matches(alert, devices, query, speech)
    ]


def _matches(alert: Alert, devices: Mapping[str, Device], query: Query, speech: Speech) -> bool:
    urgent = alert.finding.severity is Severity.URGENT
    if query.state == "solved" and alert.state is not AlertState.SOLVED:
        return False
    if query.rule and alert.rule != query.rule:
        return False
    if query.severity == "week" and (urgent or alert.rule == "host_silent"):
        return False
    if query.severity in set(Severity) and alert.finding.severity != query.severity:
        return False
    device = devices.get(alert.subject.device_id)
    if (query.site or query.room) and not _is_there(alert, device, query):
        return False
    where = f"{device.host} {device.site} {device.room}" if device else ""
    text = f"{speech.say(alert.finding.summary)} {where} {alert.subject.part} {alert.acknowledged_by}".casefold()
    return all(word in text for word in query.q.casefold().split())


def _is_there(alert: Alert, device: Device | None, query: Query) -> bool:
    """Whether it is about this place or a machine in it; a dash stands for no room."""
    if alert.subject == room_subject(query.site, query.room):
        return True
    if device is None or query.site not in ("", device.site):
        return False
    return not query.room or device.room == query.room.removeprefix("-")


def _query(request: Request) -> Query:
    return Query(**filters(request, *asdict(Query())))


@router.get("/alerts")
def show(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list."""
    query = _query(request)
    leaf = leaf_of(desk.read(visitor, lambda books: fitting(books, query, visitor.speech)), query.page)
    severities = [(severity.value, visitor.speech.say(labels.SEVERITIES[severity])) for severity in Severity]
    rules = sorted((name, visitor.speech.say(rule.title)) for name, rule in desk.knows.rules.items())
    return paper.page(
        request, visitor, "alerts.html", leaf=leaf, query=asdict(query), severities=severities, rules=rules
    )


@router.get("/alerts.csv")
def export(request: Request, desk: AtDesk, visitor: Viewer) -> Response:
    """The list as a file."""
    say, words, query = visitor.speech.gettext, visitor.speech.say, _query(request)
    columns = [
        say("Alert"), say("How soon"), say("State"), say("Device"), say("Site"), say("Room"), say("Opened"),
        say("Solved"), say("Taken on by"), say("Note"), say("What you can do"),
    ]  # fmt: skip
    rows = (
        (
            words(alert.finding.summary), words(labels.SEVERITIES[alert.finding.severity]),
            words(labels.ALERT_STATES[alert.state]), device.host if device else "", device.site if device else "",
            device.room if device else "", alert.opened_at, alert.solved_at, alert.acknowledged_by, alert.note,
            words(alert.finding.advice),
        )
        for alert, device in desk.read(visitor, lambda books: fitting(books, query, visitor.speech))
    )  # fmt: skip
    return csv_file(desk, visitor, say("alerts"), columns, rows)


@router.get("/alerts/{alert_id}")
def one(request: Request, desk: AtDesk, visitor: Viewer, alert_id: str) -> Response:
    """One alert."""
    number = _number(alert_id)

    def look(books: Books) -> tuple[Alert | None, Device | None]:
        alert = books.alerts.get(number)
        return alert, books.devices.get(alert.subject.device_id) if alert and alert.subject.device_id else None

    alert, device = desk.read(visitor, look)
    if alert is None or alert.state is AlertState.PENDING:
        raise HTTPException(404)
    return paper.page(
        request,
        visitor,
        "alert.html",
        alert=alert,
        device=device,
        rule=desk.knows.rules.get(alert.rule),
        reason=reason(alert, visitor.speech),
    )


@router.post("/alerts/{alert_id}/acknowledge")
def take_on(desk: AtDesk, visitor: Coordinator, alert_id: str, note: Annotated[str, Form()] = "") -> Response:
    """Somebody takes the alert on."""
    number, text = _number(alert_id), clean(note, _NOTE_LENGTH)
    with suppress(BadRequest):  # solved or gone meanwhile: its page tells
        desk.write(visitor, lambda books: acknowledge(books, number, visitor.user.name, text, visitor.now))
    return RedirectResponse(f"/alerts/{number}", 303)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 - what a ledger can count to
        raise HTTPException(404)
    return int(text)
