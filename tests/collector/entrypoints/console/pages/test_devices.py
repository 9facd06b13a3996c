from __future__ import annotations

import re

import pytest

from collector.entrypoints.console.a_school import School, device
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books import Books


def names(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/devices/[^"]+"><bdi>([^<]+)</bdi>', page)


@pytest.mark.usefixtures("school")
@pytest.mark.parametrize(
    ("query", "count", "first"),
    [
        ("", 30, "lok01-pc01"),
        ("q=srv", 1, "srv-admin"),
        ("q=SERVERLOKAAL", 1, "srv-admin"),
        ("q=lok07 pc03", 1, "lok07-pc03"),
        ("q=laptopkar", 4, "kar2-lt14"),
        ("q=coreldraw", 7, "lok05-pc01"),
        ("room=07&state=active", 4, "lok07-pc01"),
        ("site=Wijkschool De Linde", 3, "lok1-pc01"),
        ("kind=server", 1, "srv-admin"),
        ("state=pending", 1, "nieuw-pc"),
        ("state=alerts&sort=alerts", 3, "srv-admin"),
        ("sort=-host", 30, "srv-admin"),
        ("sort=nonsense&page=-3", 30, "lok01-pc01"),
    ],
)
async def test_the_list_is_searched_filtered_and_sorted(
    coordinator: Browser, query: str, count: int, first: str
) -> None:
    found = names((await coordinator.get(f"/devices?{query}")).text)
    assert (len(found), found[0]) == (count, first)


@pytest.mark.usefixtures("school")
async def test_nothing_found_says_what_to_do(coordinator: Browser) -> None:
    page = (await coordinator.get("/devices?q=bestaat-niet")).text
    assert "Geen toestel past hierbij" in page
    assert "Alle toestellen tonen" in page


async def test_a_long_list_comes_in_pages_that_keep_the_filter(place: Place, coordinator: Browser) -> None:
    def furnish(books: Books) -> None:
        for number in range(130):
            books.devices.add(device(number + 1, f"pc{number:03d}", "School", "01"))

    place.ledger.write(furnish)
    first = (await coordinator.get("/devices?room=01&sort=-host")).text
    assert len(names(first)) == 100
    assert 'href="/devices?room=01&amp;sort=-host&amp;page=2" rel="next"' in first
    assert names((await coordinator.get("/devices?room=01&sort=-host&page=2")).text)[-1] == "pc000"


async def test_devices_without_a_room_can_be_asked_for(place: Place, coordinator: Browser, school: School) -> None:
    del school
    place.ledger.write(lambda books: books.devices.add(device(9, "zwerver", "School", "")))
    assert names((await coordinator.get("/devices?room=-")).text) == ["zwerver"]
