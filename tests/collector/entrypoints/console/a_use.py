"""What agents of the small school told about the use of a paid title."""

from __future__ import annotations

from datetime import timedelta

from collector.entrypoints.console.a_school import NOW
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, FactTable
from schoolwacht_collector.data import shipped_titles
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.licence_matching import parse_catalogue
from schoolwacht_collector.ports import Ledger
from schoolwacht_collector.usecases.count_seats import count_seats
from schoolwacht_collector.usecases.measure_use import measure

AUTOCAD = "autocad"


def used_school(ledger: Ledger, title_id: str) -> tuple[str, str]:
    """Measures shared devices; gives a device that has the title and used it, and one that has it and did not."""
    catalogue = parse_catalogue(shipped_titles())
    name = next(title.title for title in catalogue.titles if title.title_id == title_id)

    def work(books: Books) -> tuple[str, str]:
        measure(books, [DeviceClass.SHARED], "els", NOW)
        count = next(one for one in count_seats(books, catalogue, NOW.date()) if one.title == name)
        shared = {one.device_id for one in books.devices.all() if one.device_class is DeviceClass.SHARED}
        used, unused = sorted(one.device_id for one in count.installs if one.device_id in shared)[:2]
        days = [(NOW - timedelta(days=back)).date().isoformat() for back in range(3, 10)]
        _put(books, used, "licence_use", {"x": {"day": days[0], "title": title_id, "minutes": 95}})
        for one in (used, unused):
            _put(books, one, "licence_watch", {day: {"day": day, "minutes": 400} for day in days})
        return used, unused

    return ledger.write(work)


def _put(books: Books, device_id: str, table: str, rows: dict[str, Cells]) -> None:
    books.facts.put(device_id, FactTable(table, NOW, b"", len(rows)), rows, [])
