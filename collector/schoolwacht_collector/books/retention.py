"""What is forgotten once it is old enough."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Past(StrEnum):
    """A part of the ledger that only grows unless something is forgotten."""

    EVENTS = "events"
    CHANGES = "changes"
    SOLVED_ALERTS = "solved_alerts"
    AUDIT = "audit"
    ENDED_TOKENS = "ended_tokens"
    ENDED_SESSIONS = "ended_sessions"


class RetentionBook(Protocol):
    """Forgets the past, oldest first."""

    def forget(self, what: Past, before: datetime, at_most: int) -> int:
        """Forgets what happened, was solved or ended before a moment; gives how many."""
