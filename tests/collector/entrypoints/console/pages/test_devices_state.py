"""Devices by end of support, by what Windows 11 asks, and by how they are protected."""

from __future__ import annotations

import pytest

from collector.entrypoints.console.a_machine import equip
from collector.entrypoints.console.a_school import School, device
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books.facts import Cells
from schoolwacht_collector.entrypoints.console.views.protection import protection_of


@pytest.fixture
def pc(place: Place, school: School) -> str:
    equip(place.ledger, school.pc.device_id)
    return school.pc.host


@pytest.mark.parametrize(
    ("which", "told"),
    [
        ("systems", ["eindigt binnen het jaar", "12/10/2027", "24H2"]),
        ("windows11", ["een instelling aanpassen", "beveiligingschip (TPM) staat uit"]),
        ("security", ["vraagt aandacht", "verouderd", "gedeeltelijk aan", "geen schijf"]),
    ],
)
async def test_a_machine_stands_in_each_list_with_its_state(
    coordinator: Browser, pc: str, which: str, told: list[str]
) -> None:
    page = (await coordinator.get(f"/devices/state/{which}?q={pc}")).text
    for text in [pc, *told]:
        assert text in page
    assert (await coordinator.get(f"/devices/state/{which}.csv")).text.count(pc) == 1


async def test_a_filter_shows_only_machines_in_that_state(coordinator: Browser, pc: str) -> None:
    page = (await coordinator.get("/devices/state/windows11?state=setting")).text
    assert page.count("/known#updates") == 1
    assert pc in page


async def test_there_are_no_other_lists(coordinator: Browser) -> None:
    assert (await coordinator.get("/devices/state/horoscope")).status_code in {404, 422}


WINDOWS: Cells = {"firewall": "on", "disk_encryption": "all", "local_admin_count": 1}


@pytest.mark.parametrize(
    ("cells", "scanners", "state"),
    [
        (WINDOWS, [{"product": "D", "enabled": 1, "up_to_date": 1}], "ok"),
        (WINDOWS, [{"product": "D", "enabled": 1, "up_to_date": 0}], "attention"),
        (WINDOWS, [{"product": "D", "enabled": 0}], "attention"),
        (WINDOWS, [{"product": "D"}], "unknown"),
        (WINDOWS, [{"product": "Old", "enabled": 0}, {"product": "D", "enabled": 1}], "ok"),
        (WINDOWS, None, "unknown"),
        ({**WINDOWS, "firewall": None}, [{"product": "D", "enabled": 1}], "unknown"),
        ({**WINDOWS, "firewall": "configured"}, [{"product": "D", "enabled": 1}], "unknown"),
        ({**WINDOWS, "firewall": "off"}, [{"product": "D", "enabled": 1}], "attention"),
        ({}, None, "unknown"),
    ],
)
def test_not_known_is_never_good(cells: Cells, scanners: list[Cells] | None, state: str) -> None:
    assert protection_of(device(1, "pc", "", ""), cells, scanners).state == state
