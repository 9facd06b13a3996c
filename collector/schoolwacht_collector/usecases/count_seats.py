"""Counts where the titles that need a licence stand, against the licences the school has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.licence_matching import Catalogue, Title
from schoolwacht_collector.domain.licences import Entitlement, Install, SeatCount, count_cover


def count_seats(books: Books, catalogue: Catalogue, today: date) -> list[SeatCount]:
    """One count for each title that is installed on an active device, by title."""
    entitlements = books.licences.all()
    known = catalogue.extended((e.title, e.publisher) for e in entitlements)
    bought = _by_title(known, entitlements)
    titles = {title.title_id: title for title in known.titles}
    installs = _installs(books, known)
    counts = [
        count_cover(titles[i].title, titles[i].publisher, standing, bought[i], today)
        for i, standing in installs.items()
    ]
    return sorted(counts, key=lambda count: count.title.casefold())


def _by_title(catalogue: Catalogue, entitlements: Iterable[Entitlement]) -> defaultdict[str, list[Entitlement]]:
    bought: defaultdict[str, list[Entitlement]] = defaultdict(list)
    for entitlement in entitlements:
        if (title := catalogue.named(entitlement.title)) is not None:
            bought[title.title_id].append(entitlement)
    return bought


def _installs(books: Books, catalogue: Catalogue) -> dict[str, list[Install]]:
    """The installs of each title. A device that lists a title under several names has it once."""
    title_of: dict[int, Title] = {}
    names: dict[int, str] = {}
    for program in books.facts.programs():
        if (title := catalogue.match(program.name, program.publisher)) is not None:
            title_of[program.number], names[program.number] = title, program.name
    once: dict[tuple[str, str], Install] = {}
    for found in books.facts.installed(tuple(title_of)) if title_of else ():
        title = title_of[found.program]
        install = Install(
            title.title, found.device_id, found.host, found.site, found.room, names[found.program], found.version
        )
        once.setdefault((title.title_id, found.device_id), install)
    installs: defaultdict[str, list[Install]] = defaultdict(list)
    for (title_id, _), install in once.items():
        installs[title_id].append(install)
    return dict(installs)
