"""Licences: which titles need one, how many there are, and how many are used.

Only titles of the shipped catalogue, or of the list the school imported, need a licence. All else is unknown and is
not counted: a wrong accusation costs more trust than a missed one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Scope(StrEnum):
    """What one seat covers.

    A device seat and a user seat each cover one install: who uses what is never measured, so seats bought by the head
    are entered as a number of machines. A site or school licence covers all installs there. A concurrent licence
    counts who works at once, which is not measured either, so it covers all installs.
    """

    DEVICE = "device"
    USER = "user"
    SITE = "site"
    SCHOOL = "school"
    CONCURRENT = "concurrent"

    @property
    def counted(self) -> bool:
        """Whether installs are set off against seats one by one."""
        return self in {Scope.DEVICE, Scope.USER}


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A right the school bought. `seats` None means as many as it likes; `site` empty means everywhere."""

    title: str
    publisher: str
    scope: Scope
    seats: int | None
    valid_until: date | None
    site: str = ""

    def expired(self, today: date) -> bool:
        """Whether it has ended; the last day still counts."""
        return self.valid_until is not None and self.valid_until < today


@dataclass(frozen=True, slots=True)
class Install:
    """One catalogue title found on one device."""

    title: str
    device_id: str
    host: str
    site: str
    room: str
    name: str
    version: str


@dataclass(frozen=True, slots=True)
class SeatCount:
    """A title with what is installed and what is covered. `seats` None: covered without counting.

    `covered` installs have a licence of their own site; the others share `seats`. `expired` is how many seats have
    ended (one for an uncounted licence). `short_sites` are the sites that have installs beyond their own licences.
    """

    title: str
    publisher: str
    installs: tuple[Install, ...]
    seats: int | None
    expired: int = 0
    covered: int = 0
    short_sites: frozenset[str] | None = None

    @property
    def short(self) -> int:
        """How many installs have no licence."""
        return 0 if self.seats is None else max(0, len(self.installs) - self.covered - self.seats)

    @property
    def places(self) -> tuple[str, ...]:
        """The rooms to look in: those of sites whose own licences do not cover everything."""
        sites = self.short_sites
        return rooms_of(i for i in self.installs if sites is None or i.site in sites)


def rooms_of(installs: Iterable[Install]) -> tuple[str, ...]:
    """The rooms in which a title stands, in order."""
    return tuple(sorted({install.room or install.site for install in installs}))


def count_cover(
    title: str,
    publisher: str,
    installs: Sequence[Install],
    entitlements: Iterable[Entitlement],
    today: date,
) -> SeatCount:
    """Sets installs off against entitlements: first each site's own, then those that hold everywhere."""
    entitlements = tuple(entitlements)
    valid = [e for e in entitlements if not e.expired(today)]
    ended = sum(1 if e.seats is None else e.seats for e in entitlements if e.expired(today))
    standing = Counter(install.site for install in installs)
    left = {site: max(0, n - _cover_at(site, n, valid)) for site, n in standing.items()}
    everywhere = [e for e in valid if not e.site]
    uncounted = any(_is_uncounted(e) for e in everywhere)
    return SeatCount(
        title,
        publisher,
        tuple(installs),
        None if uncounted else sum(e.seats or 0 for e in everywhere),
        ended,
        covered=len(installs) - sum(left.values()),
        short_sites=frozenset(site for site, n in left.items() if n),
    )


def _cover_at(site: str, installed: int, valid: Iterable[Entitlement]) -> int:
    """How many installs at a site have a licence that is for that site alone."""
    own = [e for e in valid if e.site and e.site.casefold() == site.casefold()]
    return installed if any(_is_uncounted(e) for e in own) else sum(e.seats or 0 for e in own)


def _is_uncounted(entitlement: Entitlement) -> bool:
    return entitlement.seats is None or not entitlement.scope.counted
