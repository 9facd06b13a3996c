"""Alerts: what is wrong, what was, one with its history, and taking one on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert, AlertState, Severity
from schoolwacht_collector.entrypoints.api.devices import RoomFilter, SiteFilter
from schoolwacht_collector.entrypoints.api.finding import device_of
from schoolwacht_collector.entrypoints.api.gate import Reader, Writer
from schoolwacht_collector.entrypoints.api.listing import MOST_ROWS, AsWanted, Cut, Key, add_list
from schoolwacht_collector.entrypoints.api.models.alerts import (
    Acknowledgement,
    AlertAnswer,
    AlertLine,
    HistoryLine,
)
from schoolwacht_collector.entrypoints.api.models.answer import LARGEST
from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Given, Services
from schoolwacht_collector.usecases.acknowledge import acknowledge

router = APIRouter(prefix="/alerts", tags=["alerts"])

COLUMNS = (
    "severity", "state", "summary", "advice", "host", "site", "room", "part", "rule", "value", "limit", "opened_at",
    "solved_at", "acknowledged_by", "note", "alert_id",
)  # fmt: skip
Number = Annotated[int, Path(ge=1, le=LARGEST, description="Number of the alert.", examples=[41])]


@dataclass(frozen=True, slots=True)
class Filter:
    """Which alerts are wanted."""

    everything: Annotated[bool, Query(description="Solved ones too.")] = False
    severity: Annotated[Severity | None, Query(description="Only those that are as bad.")] = None
    rule: Annotated[str | None, Query(max_length=64, description="Only what this rule found.")] = None
    device: Annotated[str | None, Query(max_length=255, description="Only those of this device.")] = None
    site: SiteFilter = None
    room: RoomFilter = None

    def fits(self, alert: Alert, where: Mapping[str, str]) -> bool:
        """Whether an alert at a place is wanted."""
        found = {"severity": alert.finding.severity, "rule": alert.rule, "site": where["site"], "room": where["room"]}
        return all(getattr(self, name) in {None, value} for name, value in found.items())


@add_list(router, "", AlertLine, "listAlerts", "Open alerts, or all of them")
def list_alerts(given: Given, caller: Reader, wanted: AsWanted, asked: Annotated[Filter, Depends()]) -> Response:
    """Open ones first, then newest first. Site and room are those of the device when the alert opened."""

    def work(books: Books) -> Cut[AlertLine]:
        device_id = device_of(books, asked.device, caller).device_id if asked.device else None
        alerts = books.alerts.listed(open_only=not asked.everything, device_id=device_id, at_most=MOST_ROWS)
        devices = {one.device_id: one for one in books.devices.all()}
        placed = ((alert, _where(alert, devices)) for alert in alerts)
        cut = wanted.cut([pair for pair in placed if asked.fits(*pair)], lambda pair: _order(pair[0]))
        return cut.of(lambda pair: AlertLine(**_fields(*pair, given)))

    return wanted.answer(given.read(caller, work), "alerts", COLUMNS)


def _order(alert: Alert) -> Key:
    opened = alert.opened_at or alert.first_true
    return alert.state.value, -round(opened.timestamp() * 1000), -alert.alert_id


def _where(alert: Alert, devices: dict[str, Any]) -> dict[str, str]:
    """The place as it was when the alert opened; for an alert that does not know, as it is now."""
    device = devices.get(alert.subject.device_id)
    names = ("host", "site", "room")
    return {name: alert.context.get(name) or (getattr(device, name) if device else "") for name in names}


def _fields(alert: Alert, where: dict[str, str], given: Services) -> dict[str, Any]:
    """An alert as the interface shows it, in the school's language."""
    return {
        "alert_id": alert.alert_id,
        "rule": alert.rule,
        "state": alert.state,
        "severity": alert.finding.severity,
        "device_id": alert.subject.device_id,
        "part": alert.subject.part,
        "summary": given.render(alert.finding.summary),
        "advice": given.render(alert.finding.advice),
        "value": alert.finding.value,
        "limit": alert.finding.limit,
        "opened_at": alert.opened_at,
        "solved_at": alert.solved_at,
        "acknowledged_by": alert.acknowledged_by,
        "note": alert.note,
        **where,
    }


@router.get("/{alert_id}", operation_id="getAlert", summary="One alert with its history")
def get_alert(alert_id: Number, given: Given, caller: Reader) -> AlertAnswer:
    """What was found, why it matters, and what became of it."""

    def work(books: Books) -> AlertAnswer:
        alert = books.alerts.get(alert_id)
        if alert is None or alert.state is AlertState.PENDING:
            raise _unknown(alert_id)
        return _whole(books, alert, given)

    return given.read(caller, work)


@router.post("/{alert_id}/acknowledge", operation_id="acknowledgeAlert", summary="Say that you see to it")
def take(alert_id: Number, acknowledgement: Acknowledgement, given: Given, caller: Writer) -> AlertAnswer:
    """Nobody is told of it again until it gets worse."""

    def work(books: Books) -> AlertAnswer:
        alert = books.alerts.get(alert_id)
        if alert is None or alert.state is AlertState.PENDING:
            raise _unknown(alert_id)
        if alert.state is not AlertState.OPEN:
            raise Problem("conflict", f"alert {alert_id} is not open any more")
        return _whole(books, acknowledge(books, alert_id, caller.name, acknowledgement.note, given.clock()), given)

    return given.write(caller, work)


def _unknown(alert_id: int) -> Problem:
    return Problem("not-found", f"there is no alert {alert_id}; 'schoolwacht alert list' shows what is open")


def _whole(books: Books, alert: Alert, given: Services) -> AlertAnswer:
    device = books.devices.get(alert.subject.device_id) if alert.subject.device_id else None
    where = _where(alert, {device.device_id: device} if device else {})
    return AlertAnswer(**_fields(alert, where, given), history=_history(alert))


def _history(alert: Alert) -> list[HistoryLine]:
    """Its life, oldest first."""
    steps = [
        ("first_true", alert.first_true),
        ("opened", alert.opened_at),
        ("acknowledged", alert.acknowledged_at),
        ("last_true", alert.last_true),
        ("solved", alert.solved_at),
    ]
    lines = [HistoryLine.model_validate({"at": at, "step": step}) for step, at in steps if at is not None]
    named = {"who": alert.acknowledged_by, "note": alert.note}
    lines = [line.model_copy(update=named) if line.step == "acknowledged" else line for line in lines]
    return sorted(lines, key=lambda line: line.at)
