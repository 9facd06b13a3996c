from __future__ import annotations

from datetime import date

from collector.school import NOW, TEN, School, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.licences import Entitlement, Scope, SeatCount
from schoolwacht_collector.usecases.count_seats import count_seats

TODAY = date(2026, 11, 23)


def install(school: School, device_id: str, *names: str, site: str = "Zuid", **changes: object) -> None:
    school.add(device(device_id, site=site, **changes))
    rows = {name: {"name": name, "publisher": "", "version": "1"} for name in names}
    school.rows(device_id, "software", rows)


def counts(school: School, *bought: Entitlement) -> list[SeatCount]:
    def work(books: Books) -> list[SeatCount]:
        books.licences.put(bought, NOW)
        return count_seats(books, TEN, TODAY)

    return school.ledger.write(work)


def test_a_title_without_a_licence_is_short(school: School) -> None:
    install(school, "pc1", "paint-ten")
    (count,) = counts(school)
    assert (count.title, count.short, count.seats) == ("Paint Ten", 1, 0)


def test_a_bought_seat_covers_it(school: School) -> None:
    install(school, "pc1", "paint-ten")
    (count,) = counts(school, Entitlement("Paint Ten", "", Scope.DEVICE, 1, None))
    assert count.short == 0


def test_a_licence_list_may_call_it_by_a_longer_name(school: School) -> None:
    install(school, "pc1", "Paint Ten 4")
    (count,) = counts(school, Entitlement("Paint Ten 4 voor scholen", "", Scope.DEVICE, 1, None))
    assert count.short == 0


def test_a_device_that_lists_a_title_twice_has_it_once(school: School) -> None:
    install(school, "pc1", "paint-ten", "Paint Ten 4")
    (count,) = counts(school)
    assert len(count.installs) == 1


def test_parts_of_a_title_are_not_counted(school: School) -> None:
    install(school, "pc1", "Paint Ten Viewer", "Paint Ten Language Pack - nl", "Update for Paint Ten")
    assert counts(school) == []


def test_a_retired_device_is_not_counted(school: School) -> None:
    install(school, "pc1", "paint-ten", state=DeviceState.RETIRED)
    assert counts(school) == []


def test_what_is_in_no_list_is_not_counted(school: School) -> None:
    install(school, "pc1", "bash", "GIMP")
    assert counts(school) == []


def test_a_title_of_the_schools_own_list_is_counted(school: School) -> None:
    install(school, "pc1", "Rekenwonder Deluxe 3.1")
    install(school, "pc2", "Rekenwonder")
    (count,) = counts(school, Entitlement("Rekenwonder", "Uitgeverij X", Scope.DEVICE, 1, None))
    assert (count.title, count.publisher, count.short) == ("Rekenwonder", "Uitgeverij X", 1)
