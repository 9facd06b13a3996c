"""Inventory facts, their history, events, and licences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from schoolwacht_collector.domain.licences import Entitlement

Cell = str | int | float | None
Cells = Mapping[str, Cell]
Place = tuple[int, int]
"""Where a change stands in the history: milliseconds since 1970, and its number."""


@dataclass(frozen=True, slots=True)
class FactTable:
    """What we have of one table of one device."""

    table: str
    taken_at: datetime
    digest: bytes
    rows: int


@dataclass(frozen=True, slots=True)
class Fact:
    """One current row, and since when it is as it is."""

    device_id: str
    table: str
    key: str
    cells: Cells
    first_seen: datetime
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """One row that came, changed or went. `kind` is added, changed or removed; `number` is its place in the history."""

    device_id: str
    table: str
    key: str
    kind: str
    at: datetime
    before: Cells | None
    after: Cells | None
    number: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeviceEvent:
    """Something that happened once on a device."""

    event_id: bytes
    device_id: str
    name: str
    at: datetime
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Program:
    """A program as the machines name it, however many have it."""

    number: int
    name: str
    publisher: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A program on one active device."""

    program: int
    device_id: str
    host: str
    site: str
    room: str
    version: str


class FactBook(Protocol):
    """Inventory, its history, and events."""

    def table(self, device_id: str, table: str) -> FactTable | None:
        """What we have of a table of a device."""

    def tables(self, device_id: str) -> Sequence[FactTable]:
        """All tables of a device."""

    def rows(self, device_id: str, table: str) -> Mapping[str, Cells]:
        """The current rows by key."""

    def put(self, device_id: str, table: FactTable, upserts: Mapping[str, Cells], removed: Sequence[str]) -> None:
        """Writes rows, takes rows away and notes the state of the table. Keeps `software` joined with programs."""

    def confirm(self, device_id: str, at: datetime) -> None:
        """Every table with a digest is as it was at this moment; none becomes older by it."""

    def note_changes(self, changes: Sequence[Change]) -> None:
        """Adds to the history."""

    def changes(
        self, device_id: str, at_most: int, since: datetime | None = None, older_than: Place | None = None
    ) -> Sequence[Change]:
        """The newest changes of a device, newest first; none before `since`, and only those behind `older_than`."""

    def current(self, table: str, device_id: str | None = None) -> Sequence[Fact]:
        """Current rows of a table, of one or of all active devices."""

    def told(self, table: str) -> Mapping[str, datetime]:
        """When each active device last told a table, also one without rows: "none" differs from "not known"."""

    def add_events(self, events: Sequence[DeviceEvent]) -> None:
        """Keeps events; one that is there already is left as it is."""

    def events(self, device_id: str, at_most: int) -> Sequence[DeviceEvent]:
        """The newest events of a device."""

    def programs(self) -> Sequence[Program]:
        """Every distinct program."""

    def installed(self, programs: Sequence[int]) -> Sequence[Installed]:
        """Where these programs stand, on active devices, ordered by site, room, host."""


class LicenceBook(Protocol):
    """What the school bought."""

    def all(self) -> Sequence[Entitlement]:
        """Every entitlement, by title."""

    def put(self, entitlements: Sequence[Entitlement], now: datetime) -> None:
        """Adds entitlements; one with the same title, scope, site and end date is replaced."""

    def remove(self, title: str) -> int:
        """Takes every entitlement of a title away; gives how many."""
