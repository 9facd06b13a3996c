"""Takes over the licences a school bought, from a table. Doing it twice with the same file changes nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.licences import Entitlement, Scope
from schoolwacht_collector.usecases.licence_table import Problem, Unreadable, read_licences

Key = tuple[str, Scope, str, date | None]


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or in a dry run would do.

    `own_titles` are titles that are not in the shipped catalogue: from now on they need a licence too, and programs
    with these words in their names are counted.
    """

    added: tuple[Entitlement, ...] = ()
    changed: tuple[Entitlement, ...] = ()
    unchanged: int = 0
    own_titles: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


def import_licences(
    books: Books,
    body: bytes,
    catalogue: Catalogue,
    now: datetime,
    *,
    dry_run: bool = False,
) -> ImportReport:
    """Reads the file and, unless it is a dry run, keeps what could be understood."""
    try:
        rows = list(read_licences(body))
    except Unreadable as flaw:
        return ImportReport(problems=(Problem(0, flaw.text),))
    wanted = _added_up(row[1] for row in rows if not isinstance(row, Problem))
    known = {_key(e): e for e in books.licences.all()}
    added = tuple(e for key, e in wanted.items() if key not in known)
    changed = tuple(replace(e, title=known[key].title) for key, e in wanted.items() if _differs(e, known.get(key)))
    if (added or changed) and not dry_run:
        books.licences.put((*added, *changed), now)
    return ImportReport(
        added,
        changed,
        len(wanted) - len(added) - len(changed),
        tuple(sorted({e.title for e in wanted.values() if catalogue.named(e.title) is None}, key=str.casefold)),
        tuple(row for row in rows if isinstance(row, Problem)),
    )


def _key(entitlement: Entitlement) -> Key:
    """What makes a licence the same one: a list that is imported again next year replaces its numbers."""
    return entitlement.title.casefold(), entitlement.scope, entitlement.site, entitlement.valid_until


def _added_up(entitlements: Iterable[Entitlement]) -> dict[Key, Entitlement]:
    """One entitlement for each key: two invoices for the same thing are one number of seats."""
    summed: dict[Key, Entitlement] = {}
    for new in entitlements:
        key = _key(new)
        summed[key] = _sum(summed[key], new) if key in summed else new
    return summed


def _sum(one: Entitlement, other: Entitlement) -> Entitlement:
    seats = None if one.seats is None or other.seats is None else one.seats + other.seats
    return replace(one, seats=seats, publisher=one.publisher or other.publisher)


def _differs(new: Entitlement, old: Entitlement | None) -> bool:
    return old is not None and (new.seats, new.publisher) != (old.seats, old.publisher)
