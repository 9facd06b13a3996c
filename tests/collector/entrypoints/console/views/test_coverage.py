from __future__ import annotations

from datetime import date

from schoolwacht_collector.domain.licences import Entitlement, Install, Scope, count_cover
from schoolwacht_collector.entrypoints.console.views.coverage import Coverage, covered

TODAY = date(2026, 11, 23)


def installs(count: int) -> list[Install]:
    return [Install("T", str(number), f"pc{number}", "S", "01", "T", "1") for number in range(count)]


def line(found: int, *rights: Entitlement) -> Coverage:
    counts = [count_cover("T", "P", installs(found), rights, TODAY)] if found else []
    (only,) = covered(counts, {"T": list(rights)} if rights else {}, TODAY)
    return only


def right(seats: int | None, until: date | None = None, scope: Scope = Scope.DEVICE) -> Entitlement:
    return Entitlement("T", "P", scope, seats, until)


def test_more_machines_than_seats_are_short() -> None:
    one = line(34, right(20))
    assert (one.state, one.short, one.seats, one.share, one.places) == ("short", 14, 20, 100, ("01",))


def test_enough_seats_cover() -> None:
    one = line(10, right(50))
    assert (one.state, one.share, one.days_left, one.places) == ("covered", 20, None, ())


def test_a_school_licence_covers_whatever_is_found() -> None:
    one = line(200, right(None, scope=Scope.SCHOOL))
    assert (one.state, one.seats, one.share) == ("covered", None, 100)


def test_what_ends_within_two_months_is_told_in_time() -> None:
    assert (line(1, right(5, date(2026, 12, 30))).state, line(1, right(5, date(2026, 12, 30))).days_left) == (
        "expires",
        37,
    )
    assert line(1, right(5, date(2027, 6, 30))).state == "covered"


def test_what_has_ended_covers_nothing() -> None:
    assert line(1, right(5, date(2026, 6, 30))).state == "short"
    assert line(0, right(5, date(2026, 6, 30))).state == "expired"


def test_what_was_bought_and_found_nowhere_is_shown_as_well() -> None:
    one = line(0, right(5))
    assert (one.state, one.found, one.seats, one.share) == ("unused", 0, 5, 0)


def test_found_and_never_bought_is_short_with_a_full_bar() -> None:
    one = line(3)
    assert (one.state, one.short, one.seats, one.share) == ("short", 3, 0, 100)
