"""How the collector itself is, as far as whoever asks for a round of judging can tell.

It is plain data, so that it can travel to another process. What is None is not known, and is neither well nor ill.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class CollectorJob:
    """Something the collector does again and again. `failing_since` is None while it works."""

    name: str
    failing_since: datetime | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OwnCertificate:
    """A certificate by which the collector itself is known. `name` is what people call that door."""

    name: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class CollectorState:
    """What the collector knows of itself at one moment.

    `inbox_oldest` is when the oldest waiting entry came in. A back-up is one of Schoolwacht itself; `running_since` is
    the day this home was made, so that a collector without any back-up is late only after a while.
    """

    inbox_depth: int | None = None
    inbox_oldest: datetime | None = None
    series_away_since: datetime | None = None
    series_reason: str | None = None
    """Why the series store does not answer; empty while it does."""
    home_free_bytes: int | None = None
    jobs: tuple[CollectorJob, ...] | None = None
    backups_known: bool = False
    last_backup: datetime | None = None
    running_since: datetime | None = None
    letters_reason: str | None = None
    """Why the last letter could not be delivered; empty while letters go out."""
    certificates: tuple[OwnCertificate, ...] = ()
