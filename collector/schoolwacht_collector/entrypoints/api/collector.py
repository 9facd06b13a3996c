"""How the collector itself is."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from schoolwacht_collector.domain.alerts import AlertState
from schoolwacht_collector.entrypoints.api.gate import SchoolReader
from schoolwacht_collector.entrypoints.api.models.school import CheckAnswer, StatusAnswer
from schoolwacht_collector.entrypoints.api.services import Given

router = APIRouter(tags=["collector"])

_MOST_COUNTED = 1000


@router.get("/doctor", operation_id="getDoctor", summary="Every check of the collector")
def get_doctor(given: Given, _: SchoolReader) -> list[CheckAnswer]:
    """With a remedy where something is wrong."""
    return [CheckAnswer.model_validate(asdict(check)) for check in given.checks()]


@router.get("/status", operation_id="getStatus", summary="How the collector is, in four numbers")
def get_status(given: Given, _: SchoolReader) -> StatusAnswer:
    """The counts a person would ask for first."""
    return given.ledger.read(
        lambda books: StatusAnswer(
            devices=len(books.devices.all()),
            open_alerts=sum(alert.state is AlertState.OPEN for alert in books.alerts.living()),
            inbox=books.inbox.depth(),
            quarantined=len(books.inbox.quarantined(_MOST_COUNTED)),
        )
    )
