from __future__ import annotations

from datetime import date

import pytest

from schoolwacht_collector.domain.licences import Entitlement, Install, Scope, SeatCount, count_cover, rooms_of

TODAY = date(2026, 11, 23)


def installs(*sites: str) -> list[Install]:
    return [Install("Paint", f"d{n}", f"pc{n}", site, f"{site}-A", "Paint", "1") for n, site in enumerate(sites)]


def bought(scope: Scope, seats: int | None, site: str = "", until: date | None = None) -> Entitlement:
    return Entitlement("Paint", "Ten", scope, seats, until, site)


def count(standing: list[Install], *entitlements: Entitlement) -> SeatCount:
    return count_cover("Paint", "Ten", standing, entitlements, TODAY)


@pytest.mark.parametrize("scope", [Scope.DEVICE, Scope.USER])
def test_seats_cover_installs_one_by_one(scope: Scope) -> None:
    assert count(installs("N", "N", "Z"), bought(scope, 2)).short == 1


@pytest.mark.parametrize("scope", [Scope.SCHOOL, Scope.CONCURRENT, Scope.SITE])
def test_a_school_licence_covers_everything_without_counting(scope: Scope) -> None:
    counted = count(installs("N", "Z"), bought(scope, 5 if scope is Scope.CONCURRENT else None))
    assert (counted.seats, counted.short) == (None, 0)


def test_a_site_licence_covers_its_site_only() -> None:
    counted = count(installs("Noord", "Noord", "Zuid"), bought(Scope.SITE, None, site="noord"))
    assert (counted.short, counted.places) == (1, ("Zuid-A",))


def test_seats_of_a_site_do_not_cover_another_site() -> None:
    counted = count(installs("Noord", "Noord", "Zuid"), bought(Scope.DEVICE, 9, site="Noord"))
    assert counted.short == 1


def test_seats_for_everywhere_cover_what_a_site_is_short() -> None:
    standing = installs("Noord", "Noord", "Zuid")
    assert count(standing, bought(Scope.DEVICE, 1, site="Noord"), bought(Scope.DEVICE, 1)).short == 1
    assert count(standing, bought(Scope.DEVICE, 1, site="Noord"), bought(Scope.DEVICE, 2)).short == 0


def test_the_last_day_of_a_licence_still_counts() -> None:
    assert count(installs("Z"), bought(Scope.DEVICE, 1, until=TODAY)).short == 0


def test_an_expired_licence_covers_nothing_and_is_told() -> None:
    counted = count(installs("Z", "Z"), bought(Scope.DEVICE, 7, until=date(2026, 8, 31)))
    assert (counted.short, counted.expired) == (2, 7)


def test_rooms_are_named_once_and_a_site_stands_in_for_no_room() -> None:
    nowhere = Install("Paint", "d", "pc", "Noord", "", "Paint", "1")
    assert rooms_of([*installs("Zuid", "Zuid"), nowhere]) == ("Noord", "Zuid-A")
