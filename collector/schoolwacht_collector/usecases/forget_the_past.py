"""Forgets what a school has no use for any more. How long each part is kept stands here and on the privacy page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from schoolwacht_collector.books.retention import Past
from schoolwacht_collector.ports import Ledger

SLICE = 2000
"""Rows forgotten in one transaction, so that agents wait for some milliseconds at most."""
KEPT: Mapping[Past, timedelta] = {
    Past.EVENTS: timedelta(days=400),
    Past.CHANGES: timedelta(days=800),
    Past.SOLVED_ALERTS: timedelta(days=800),
    Past.AUDIT: timedelta(days=800),
    Past.ENDED_TOKENS: timedelta(days=90),
    Past.ENDED_SESSIONS: timedelta(days=1),
}
"""A school year and the one before it, for comparison: 800 days. Events: one year and the summer."""


def forget_the_past(ledger: Ledger, now: datetime) -> int:
    """Forgets all that is old enough; gives how many rows went."""
    total = 0
    for what, kept in KEPT.items():
        before = now - kept
        while count := ledger.write(lambda books, w=what, b=before: books.retention.forget(w, b, SLICE)):  # type: ignore[misc]
            total += count
    return total
