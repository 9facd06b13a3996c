"""Titles against the seats the school bought: what is short, what expires, what is covered."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.licences import Entitlement, Install, SeatCount
from schoolwacht_collector.usecases.count_seats import count_seats

_SOON = timedelta(days=60)
"""Time to order again before something stops working."""
_ORDER = ("short", "expires", "covered", "expired", "unused")


@dataclass(frozen=True, slots=True)
class Coverage:
    """One title. `seats` None: as many as one likes. `state` is short, expires, covered, expired or unused."""

    title: str
    publisher: str
    installs: tuple[Install, ...]
    seats: int | None
    short: int
    state: str
    days_left: int | None
    rights: tuple[Entitlement, ...]
    places: tuple[str, ...]

    @property
    def found(self) -> int:
        """How many machines have it."""
        return len(self.installs)

    @property
    def share(self) -> int:
        """How much of the bar is full, 0 to 100: seats in use."""
        if not self.installs:
            return 0
        return min(100, round(100 * self.found / self.seats)) if self.seats else 100


def coverage(books: Books, catalogue: Catalogue, today: date) -> list[Coverage]:
    """Every title that was found or bought, what needs work first."""
    bought = books.licences.all()
    known = catalogue.extended((right.title, right.publisher) for right in bought)
    rights: dict[str, list[Entitlement]] = defaultdict(list)
    for right in bought:
        title = known.named(right.title)
        rights[title.title if title else right.title].append(right)
    return covered(count_seats(books, catalogue, today), rights, today)


def covered(counts: Iterable[SeatCount], rights: dict[str, list[Entitlement]], today: date) -> list[Coverage]:
    """The lines, from counts and from what was bought of each title."""
    found = {count.title: count for count in counts}
    unused = [SeatCount(title, mine[0].publisher, (), 0) for title, mine in rights.items() if title not in found]
    lines = [_coverage(count, rights.get(count.title, ()), today) for count in [*found.values(), *unused]]
    return sorted(lines, key=lambda line: (_ORDER.index(line.state), -line.short, line.title.casefold()))


def _coverage(count: SeatCount, rights: Sequence[Entitlement], today: date) -> Coverage:
    valid = [right for right in rights if not right.expired(today)]
    end = min((right.valid_until for right in valid if right.valid_until), default=None)
    return Coverage(
        title=count.title,
        publisher=count.publisher,
        installs=count.installs,
        seats=_seats(valid),
        short=count.short,
        state=_state(count, rights, valid, end, today),
        days_left=(end - today).days if end else None,
        rights=tuple(rights),
        places=count.places if count.short else (),
    )


def _state(
    count: SeatCount, rights: Sequence[Entitlement], valid: Sequence[Entitlement], end: date | None, today: date
) -> str:
    if count.short:
        return "short"
    if end is not None and end - today <= _SOON:
        return "expires"
    if rights and not valid:
        return "expired"
    return "covered" if count.installs else "unused"


def _seats(rights: Sequence[Entitlement]) -> int | None:
    uncounted = any(right.seats is None or not right.scope.counted for right in rights)
    return None if uncounted else sum(right.seats or 0 for right in rights)
