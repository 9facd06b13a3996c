"""A moment in the past as people type it: 7d, 24h, or a day."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query

from schoolwacht_collector.entrypoints.api.problems import Problem
from schoolwacht_collector.entrypoints.api.services import Services

Since = Annotated[
    str,
    Query(
        max_length=40,
        description="Only what happened since: `30m`, `24h`, `7d`, a day such as `2026-11-17`, or a moment.",
        examples=["7d"],
    ),
]
_AGO = re.compile(r"([0-9]{1,5})([mhdw])")
_LENGTHS = {
    "m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1),
}  # fmt: skip
_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


def moment_of(text: str, given: Services) -> datetime:
    """The moment that is meant; a day begins at midnight on the school's clocks. Raises Problem."""
    now = given.clock()
    if match := _AGO.fullmatch(text.strip()):
        return max(_EARLIEST, now - min(int(match[1]) * _LENGTHS[match[2]], now - _EARLIEST))
    try:
        moment = datetime.fromisoformat(text.strip())
        local = moment if moment.tzinfo else moment.replace(tzinfo=given.zone)
        return max(_EARLIEST, local.astimezone(UTC))
    except (ValueError, OverflowError):
        raise Problem("invalid", "since: write 30m, 24h, 7d, or a day such as 2026-11-17") from None
