"""Alerts: a finding is what a rule says now; an alert is what became of it over time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from schoolwacht_collector.domain.message import Message


class Severity(StrEnum):
    """How soon somebody must act: today, this week, or when it suits."""

    URGENT = "urgent"
    WARNING = "warning"
    NOTICE = "notice"

    @property
    def rank(self) -> int:
        """How bad it is; a higher one is worse."""
        return _RANKS[self.value]


_RANKS = {"notice": 0, "warning": 1, "urgent": 2}


class AlertState(StrEnum):
    """The life of an alert."""

    PENDING = "pending"
    OPEN = "open"
    SOLVED = "solved"


@dataclass(frozen=True, slots=True)
class Subject:
    """What a finding is about. `part` tells apart what one device has several of: a volume, a backup job.

    `device_id` is empty for what is about the whole school, such as the seats of a title, and for a room.
    """

    device_id: str
    part: str = ""


def room_subject(site: str, room: str) -> Subject:
    """A room as a subject."""
    return Subject("", f"{site}/{room}")


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says about a subject at one moment.

    `opens` False means: still above the level at which an open alert is cleared, but not above the level at which one
    opens. Such a finding keeps an alert open and opens none; this is what keeps a volume at the limit from flapping.
    """

    subject: Subject
    severity: Severity
    summary: Message
    advice: Message
    value: float
    limit: float
    opens: bool = True


@dataclass(frozen=True, slots=True)
class Unsure:
    """A rule looked and cannot tell: unknown is neither good nor bad. An open alert stays as it is; none opens."""

    subject: Subject


FLAPPING = "flapping"
"""Stands in the context of an alert that came and went so often that it is now held open for an hour of calm."""


@dataclass(frozen=True, slots=True)
class Alert:
    """A finding with a history."""

    alert_id: int
    rule: str
    subject: Subject
    state: AlertState
    finding: Finding
    first_true: datetime
    opened_at: datetime | None = None
    last_true: datetime | None = None
    solved_at: datetime | None = None
    acknowledged_by: str = ""
    acknowledged_at: datetime | None = None
    note: str = ""
    context: Mapping[str, str] = field(default_factory=dict)
    """What was known when it opened: host, site and room, and what `settle_alerts` keeps to itself."""
