"""How the collector is."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from fastapi import APIRouter

from schoolwacht_collector.entrypoints.api.services import Given

router = APIRouter()


@router.get("/doctor")
def doctor(given: Given) -> list[dict[str, Any]]:
    """Every check, with a remedy where something is wrong."""
    return [asdict(check) for check in given.checks()]


@router.get("/status")
def status(given: Given) -> dict[str, Any]:
    """The counts a person would ask for first."""
    return given.ledger.read(
        lambda books: {
            "devices": len(books.devices.all()),
            "open_alerts": len(books.alerts.listed(open_only=True)),
            "inbox": books.inbox.depth(),
            "quarantined": len(books.inbox.quarantined(1000)),
        }
    )
