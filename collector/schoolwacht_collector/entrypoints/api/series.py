"""Series: numbers over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from fastapi import APIRouter

from schoolwacht_collector.domain.series import Window
from schoolwacht_collector.entrypoints.api.services import Given
from schoolwacht_collector.ports import BadRequest
from schoolwacht_collector.usecases.manage_devices import device_by

router = APIRouter(prefix="/series")
MOST_POINTS = 100_000


@router.get("")
def query(
    metric: str,
    given: Given,
    device: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    every_seconds: int | None = None,
) -> list[dict[str, Any]]:
    """One series for each device and tag set; without `since` the last hour."""
    if metric.count(".") != 1:
        raise BadRequest("a metric is measurement.field, for example disk.used_percent; see docs/metrics.md")
    end = until or given.clock()
    start = since or end - timedelta(hours=1)
    if start.tzinfo is None or end.tzinfo is None:
        raise BadRequest("since and until need a time zone, for example 2026-11-23T08:00:00Z")
    device_id = given.ledger.read(lambda books: device_by(books, device)).device_id if device else None
    every_ms = every_seconds * 1000 if every_seconds else None
    wanted = Window(metric, _ms(start), _ms(end), device_id, every_ms=every_ms)
    found = given.series.window(wanted)
    if sum(len(one.points) for one in found) > MOST_POINTS:
        raise BadRequest(f"more than {MOST_POINTS} points; ask for less time, one device, or every_seconds")
    return [
        {
            "device_id": one.device_id,
            "metric": one.metric,
            "tags": dict(one.tags),
            "points": [[at.isoformat(), value] for at, value in one.points],
        }
        for one in found
    ]


def _ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
