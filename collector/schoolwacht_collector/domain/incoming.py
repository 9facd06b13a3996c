"""A batch as it comes out of the wire: identified, cleaned, within its limits, and not yet recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class IncomingTable:
    """A table, or changes to it. Rows are by key; keys of removed rows likewise."""

    table: str
    taken_at_ms: int
    snapshot: bool
    rows: Mapping[str, Mapping[str, Cell]]
    removed: tuple[str, ...]
    digest_before: bytes
    digest_after: bytes


FINGERPRINT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the agent says all its tables are known by, and when it looked."""

    fingerprint: bytes
    taken_at_ms: int


@dataclass(frozen=True, slots=True)
class IncomingEvent:
    """Something that happened once on the device."""

    event_id: bytes
    name: str
    happened_at_ms: int
    attributes: Mapping[str, str]


class Outcome(Enum):
    """What became of a batch."""

    STORED = auto()
    NEW_SPOOL = auto()
    SEND_DICTIONARY = auto()
    REFUSED = auto()
    LATER = auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """The outcome, why, and the tables of which a snapshot is wanted."""

    outcome: Outcome
    reason: str = ""
    resend_tables: tuple[str, ...] = ()
