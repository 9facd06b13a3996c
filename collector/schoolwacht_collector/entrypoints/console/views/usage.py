"""Paid titles with what was bought, where they stand, and where they were used in the last thirty school days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.entrypoints.console.views.coverage import coverage
from schoolwacht_collector.usecases.count_use import SCHOOL_DAYS, TitleUse, count_use
from schoolwacht_collector.usecases.measure_use import measured_classes

_ORDER = ("unused", "partly", "used", "unmeasured")


@dataclass(frozen=True, slots=True)
class Usage:
    """One title. `seats` None: as many as one likes."""

    title: str
    publisher: str
    seats: int | None
    installed: int
    use: TitleUse

    @property
    def used(self) -> int:
        """Devices on which it was used."""
        return len(self.use.of("used"))

    @property
    def unused(self) -> int:
        """Devices that were looked at long enough, and on which it was not used."""
        return len(self.use.of("unused"))

    @property
    def unknown(self) -> int:
        """Devices of which it cannot be known."""
        return len(self.use.of("unknown"))


def since(calendar: SchoolCalendar, today: date) -> date:
    """The first of the last thirty school days; today is one more."""
    return min(calendar.school_days_before(today, SCHOOL_DAYS), default=today)


def usage(books: Books, catalogue: Catalogue, calendar: SchoolCalendar, today: date) -> list[Usage]:
    """Every title that was found, bought or used: first what nobody used, last what is not known."""
    lines = {line.title: line for line in coverage(books, catalogue, today)}
    installs = {name: [one.device_id for one in line.installs] for name, line in lines.items()}
    publishers = {title.title: title.publisher for title in catalogue.titles}
    counted = count_use(books, catalogue, installs, measured_classes(books), since(calendar, today))
    found = []
    for name, use in counted.items():
        line = lines.get(name)
        bought, has = (line.seats, line.found) if line else (0, 0)
        found.append(Usage(name, line.publisher if line else publishers[name], bought, has, use))
    return sorted(found, key=lambda one: (_ORDER.index(one.use.state), -one.unused, one.title.casefold()))
