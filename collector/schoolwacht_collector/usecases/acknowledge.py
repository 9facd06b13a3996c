"""Somebody takes an alert on."""

from __future__ import annotations

from datetime import datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.domain.alerts import Alert, AlertState
from schoolwacht_collector.ports import BadRequest


def acknowledge(books: Books, alert_id: int, who: str, note: str, now: datetime) -> Alert:
    """Notes who knows of an open alert. Raises BadRequest when there is no such alert, or it is solved."""
    alert = books.alerts.get(alert_id)
    if alert is None:
        raise BadRequest(f"there is no alert {alert_id}; 'schoolwacht alert list' shows what is open")
    if alert.state is not AlertState.OPEN:
        raise BadRequest(f"alert {alert_id} is not open any more")
    books.alerts.change(alert_id, {"acknowledged_by": who, "acknowledged_at": now, "note": note})
    books.audit.note(Deed(now, who, "alert.acknowledge", str(alert_id), note))
    return books.alerts.get(alert_id) or alert
