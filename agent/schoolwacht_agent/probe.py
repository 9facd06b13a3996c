"""What a probe is: the contract between everything that measures and everything that carries measurements away.

A probe declares what it emits (`Gauge`, `Table`, `EventKind`), looks at the machine, and yields `Reading`s, `Row`s and
`Event`s. It knows neither the spool nor the wire, and no other probe. Names, tags and units of what Telegraf also
measures are Telegraf's (https://docs.influxdata.com/telegraf/v1/plugins/), so that existing dashboards work.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType

COLLECTOR_TAGS = frozenset({"host", "site", "room", "device_id"})


class NoData(Exception):  # noqa: N818 - a state of the machine, not a failure
    """There is nothing to measure here: no battery, no dpkg, no readable firmware. The reason is the message.

    `remedy` says what a person could do about it, where there is anything to do.
    """

    def __init__(self, reason: str = "", remedy: str = "") -> None:
        super().__init__(reason)
        self.remedy = remedy


class DataClass(StrEnum):
    """How close a value comes to a person; the privacy register is generated from it."""

    NONE = "none"
    PSEUDONYMOUS = "pseudonymous"
    PERSONAL = "personal"


class Group(StrEnum):
    """What a coordinator may ask of a machine; `probe --all` answers by these."""

    HARDWARE = "hardware"
    SOFTWARE = "software"
    LICENCES = "licences"
    USAGE = "usage"
    HEALTH = "health"
    UPDATES = "updates"
    SECURITY = "security"
    BACKUPS = "backups"
    AROUND = "around"
    IDENTITY = "identity"


class Kind(StrEnum):
    """Type of a table's column."""

    TEXT = "text"
    INTEGER = "integer"
    REAL = "real"


@dataclass(frozen=True, slots=True)
class Reading:
    """One number, measured now."""

    gauge: Gauge
    value: float
    tags: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number that a probe measures, for example `disk.used_percent`.

    `decimals` is the number of digits behind the point that are kept; 0 makes the field an integer for ever.
    `unit` is a UCUM code: By (bytes), % , s, ms, 1 (a count).
    """

    name: str
    unit: str
    about: str
    tags: tuple[str, ...] = ()
    decimals: int = 0
    data_class: DataClass = DataClass.NONE

    def __post_init__(self) -> None:
        """Refuses a name that no store could keep."""
        measurement, dot, quantity = self.name.partition(".")
        if not (measurement and dot and quantity) or "." in quantity:
            message = f"a gauge is named measurement.field, not {self.name!r}"
            raise ValueError(message)
        if taken := COLLECTOR_TAGS & set(self.tags):
            message = f"{self.name}: the collector adds {sorted(taken)} itself"
            raise ValueError(message)
        if quantity in self.tags:
            message = f"{self.name}: {quantity!r} would be a tag and a field"
            raise ValueError(message)

    @property
    def measurement(self) -> str:
        """The part before the dot."""
        return self.name.partition(".")[0]

    @property
    def field(self) -> str:
        """The part behind the dot."""
        return self.name.partition(".")[2]

    def __call__(self, value: float, **tags: str) -> Reading:
        """Makes a reading; every declared tag must be given, and no other."""
        if set(tags) != set(self.tags):
            message = f"{self.name} has the tags {sorted(self.tags)}, not {sorted(tags)}"
            raise ValueError(message)
        return Reading(self, value, tuple(sorted(tags.items())))

    def scaled(self, value: float) -> int | None:
        """The whole number that goes over the wire: value * 10**decimals. None if it is no finite 64-bit number."""
        if not math.isfinite(value):
            return None
        number = round(value * 10**self.decimals)
        return number if -(2**63) <= number < 2**63 else None


Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """One described column of a table."""

    kind: Kind
    about: str
    unit: str = ""
    data_class: DataClass = DataClass.NONE


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, found now."""

    table: Table
    cells: Mapping[str, Cell]

    @property
    def key(self) -> tuple[Cell, ...]:
        """What tells this row from all others of its table."""
        return tuple(self.cells[name] for name in self.table.key)


@dataclass(frozen=True, slots=True)
class Table:
    """Inventory facts of one kind, for example `software`. The rows of one run replace those of the run before.

    With `keeps_rows` a row that is not found again stays at the collector until it is removed by name: for facts that
    the machine only hears once, such as the outcome of a backup.
    """

    name: str
    about: str
    columns: Mapping[str, Column]
    key: tuple[str, ...]
    keeps_rows: bool = False

    def __post_init__(self) -> None:
        """Refuses a key that is not made of columns."""
        if not self.key or not set(self.key) <= set(self.columns):
            message = f"the key of table {self.name} must be made of its columns"
            raise ValueError(message)

    def __call__(self, **cells: Cell) -> Row:
        """Makes a row; a column that is not given has no value, an unknown one is an error."""
        if unknown := set(cells) - set(self.columns):
            message = f"table {self.name} has no column {sorted(unknown)}"
            raise ValueError(message)
        return Row(self, MappingProxyType({name: cells.get(name) for name in self.columns}))


@dataclass(frozen=True, slots=True)
class Missing:
    """A table that cannot be told now although the rest of the probe can: what was told before stays, and grows stale.

    `reason` is a short sentence, `remedy` what a person could do about it.
    """

    table: Table
    reason: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened once."""

    kind: EventKind
    attributes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event, for example `spool_set_aside`."""

    name: str
    about: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    data_class: DataClass = DataClass.NONE

    def __call__(self, **attributes: str) -> Event:
        """Makes an event; only declared attributes are allowed."""
        if unknown := set(attributes) - set(self.attributes):
            message = f"event {self.name} has no attribute {sorted(unknown)}"
            raise ValueError(message)
        return Event(self, MappingProxyType(dict(attributes)))


@dataclass(frozen=True, slots=True)
class FreshnessCheck:
    """A question about files, configured on the machine itself: is the newest of them young and large enough?"""

    job: str
    pattern: str
    newest_within: timedelta
    smallest_bytes: int = 1


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a script said of one run of a backup job."""

    job: str
    succeeded: bool
    finished_at: datetime
    every: timedelta | None = None
    size_bytes: int | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a probe may know of the agent it runs in."""

    now: datetime
    home: Path
    checks: tuple[FreshnessCheck, ...] = ()
    reports: tuple[BackupReport, ...] = ()
    counters: Mapping[str, int] = field(default_factory=dict)
    programs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Programs whose minutes are to be counted, with the titles that each may be; none: nobody asked for it."""


Finding = Reading | Row | Event | Missing


@dataclass(frozen=True, slots=True)
class Probe:
    """Something that measures. A module in `probes/` or `surveys/` is picked up by having one under the name PROBE.

    What lies in `probes/` looks within the agent's own process, often and cheaply. What lies in `surveys/` looks in a
    child that ends after it: inventories that need much memory or programs of the system.
    """

    name: str
    every: timedelta
    emits: tuple[Gauge | Table | EventKind, ...]
    take: Callable[[Surroundings], Iterable[Finding]]
    about: str = ""
    patience: timedelta = timedelta(seconds=5)
    """How long a look may take on a machine at ease; more only where a program of the system must be asked."""
    group: Group = Group.HEALTH
    """Which question it helps to answer."""
    apart: bool = False
    """Whether it looks in a child only: so it is with what a child declared."""
