"""What the handlers need, handed in by the composition root."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import Depends, Request

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.message import Message
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.entrypoints.api.gate import Caller
from schoolwacht_collector.entrypoints.console.site_books import SiteBooks
from schoolwacht_collector.ports import Ledger, SeriesStore
from schoolwacht_collector.usecases.make_token import Reachable

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: what was looked at, whether it is well, and what to do if not."""

    name: str
    state: str
    detail: str
    remedy: str = ""


class WriteCsv(Protocol):
    """Writes a file that spreadsheets open well: headings, rows, language, time zone."""

    def __call__(
        self, columns: Sequence[str], rows: Iterable[Sequence[Any]], language: str, zone: tzinfo = UTC
    ) -> bytes:
        """The file."""


class Settings(Protocol):
    """Reads and changes the settings of the collector. A list is a text with one item a line."""

    def read(self) -> Mapping[str, str]:
        """Every setting that may be shown, by name (`section.key`), as it is now."""

    def fixed(self) -> Mapping[str, str]:
        """Settings that cannot be changed here, by name, with what fixes them."""

    def change(self, section: str, key: str, value: str) -> None:
        """Sets one and keeps it. Raises BadRequest."""


class MadeBackup(Protocol):
    """A back-up of Schoolwacht itself that was written and read back."""

    @property
    def file(self) -> str:
        """Where it is."""

    @property
    def bytes(self) -> int:
        """How large it is."""

    @property
    def devices(self) -> int:
        """How many devices are in it."""


class OwnBackups(Protocol):
    """Makes back-ups of Schoolwacht itself."""

    def make(self, folder: Path | None = None) -> MadeBackup:
        """Writes one, where planned or in a folder. Raises Busy with what to do."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything behind the interface. What is None is not offered, and the answer says so."""

    ledger: Ledger
    series: SeriesStore
    rules: Mapping[str, AnyRule]
    catalogue: Catalogue
    reachable: Reachable
    console_url: str
    clock: Callable[[], datetime]
    devices_changed: Callable[[], None]
    checks: Callable[[], Sequence[Check]]
    render: Callable[[Message], str]
    language: str = "nl"
    zone: tzinfo = UTC
    csv: WriteCsv | None = None
    calendar: Callable[[date], SchoolCalendar] | None = None
    settings: Settings | None = None
    own_backups: OwnBackups | None = None

    def read(self, caller: Caller, work: Callable[[Books], Result]) -> Result:
        """Asks the ledger as this caller sees it."""
        return self.ledger.read(lambda books: work(_as_seen(books, caller)))

    def write(self, caller: Caller, work: Callable[[Books], Result]) -> Result:
        """Changes the ledger as far as this caller sees it."""
        return self.ledger.write(lambda books: work(_as_seen(books, caller)))

    def today(self) -> date:
        """The day it is at the school."""
        return self.clock().astimezone(self.zone).date()

    def midnight(self) -> datetime:
        """When today began at the school."""
        return self.clock().astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _as_seen(books: Books, caller: Caller) -> Books:
    if caller.site:
        return SiteBooks(books, frozenset({caller.site}))
    return books


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Given = Annotated[Services, Depends(_services)]
