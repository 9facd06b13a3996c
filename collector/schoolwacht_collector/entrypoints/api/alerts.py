"""Alerts: list and acknowledge."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Alert
from schoolwacht_collector.domain.text import clean
from schoolwacht_collector.entrypoints.api.services import WHO, Given
from schoolwacht_collector.usecases.acknowledge import acknowledge

router = APIRouter(prefix="/alerts")


class Acknowledgement(BaseModel):
    """Nothing more than an optional note."""

    model_config = ConfigDict(extra="forbid")

    note: str = Field(default="", max_length=500)


def as_json(alert: Alert, given: Given) -> dict[str, Any]:
    """An alert as the interface shows it, in the school's language."""
    return {
        "alert_id": alert.alert_id,
        "rule": alert.rule,
        "state": alert.state.value,
        "severity": alert.finding.severity.value,
        "device_id": alert.subject.device_id,
        "part": alert.subject.part,
        "summary": given.render(alert.finding.summary),
        "advice": given.render(alert.finding.advice),
        "value": alert.finding.value,
        "limit": alert.finding.limit,
        "opened_at": alert.opened_at.isoformat() if alert.opened_at else None,
        "solved_at": alert.solved_at.isoformat() if alert.solved_at else None,
        "acknowledged_by": alert.acknowledged_by,
        "note": alert.note,
        **{name: alert.context.get(name, "") for name in ("host", "site", "room")},
    }


@router.get("")
def listed(given: Given, everything: bool = False) -> list[dict[str, Any]]:  # noqa: FBT001, FBT002 - a query parameter
    """Open alerts; with `everything` solved ones too."""
    alerts = given.ledger.read(lambda books: books.alerts.listed(open_only=not everything))
    return [as_json(alert, given) for alert in alerts]


@router.post("/{alert_id}/acknowledge")
def take(alert_id: int, acknowledgement: Acknowledgement, given: Given) -> dict[str, Any]:
    """Somebody knows, and sees to it."""

    def work(books: Books) -> Alert:
        return acknowledge(books, alert_id, WHO, clean(acknowledgement.note), given.clock())

    return as_json(given.ledger.write(work), given)
