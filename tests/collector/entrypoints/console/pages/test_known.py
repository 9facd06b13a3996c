"""All that is known of a device, what changed on it, and its programs."""

from __future__ import annotations

import time

import pytest

from collector.entrypoints.console.a_machine import equip
from collector.entrypoints.console.a_school import NOW, School
from collector.entrypoints.console.conftest import Browser, Place
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, FactTable


@pytest.fixture
def home(place: Place, school: School) -> str:
    equip(place.ledger, school.pc.device_id)
    return f"/devices/{school.pc.device_id}"


async def test_the_inventory_answers_ten_questions_in_words_and_units(coordinator: Browser, home: str) -> None:
    page = (await coordinator.get(f"{home}/known")).text
    assert page.count('<section class="card" id="') == 10
    for text in (
        "2.666 MT/s",
        "8,6 GB",
        "4,6 GHz",
        "05/03/2021",
        "170 dagen",
        "beveiligingschip (TPM) staat uit",
        "alle 14",
    ):
        assert text in page
    assert "3389" in page
    assert "batterijen" in page.split("Naar gezocht, en niet gevonden:")[1][:200]


async def test_what_cannot_be_told_says_why_and_what_helps(coordinator: Browser, home: str) -> None:
    page = (await coordinator.get(f"{home}/known")).text
    assert "no smartctl here" in page
    assert "install smartmontools" in page
    assert "the spooler did not answer" in page
    assert page.count("De agent op dit toestel heeft hierover nog niets gemeld") == 1


async def test_a_long_table_is_a_list_of_its_own_with_a_file(coordinator: Browser, home: str) -> None:
    page = (await coordinator.get(f"{home}/known/peripherals?q=toetsenbord+7")).text
    assert "Toetsenbord 7" in page
    assert "Toetsenbord 8" not in page
    file = (await coordinator.get(f"{home}/known/peripherals.csv")).text
    assert len(file.strip().splitlines()) == 15
    assert "Toetsenbord 14" in file
    assert (await coordinator.get(f"{home}/known/no_such_table")).status_code == 404
    assert (await coordinator.get(f"{home}/known/licence_use")).status_code == 404


async def test_programs_are_filtered_by_kind_and_have_title_and_raw_name(coordinator: Browser, home: str) -> None:
    page = (await coordinator.get(f"{home}/software?kind=application")).text
    assert "1 van " in page
    assert "CorelDRAW Graphics Suite 2024 (64-Bit)" in page
    assert "KB5041585" not in page
    assert "01/09/2026" in page
    file = (await coordinator.get(f"{home}/software.csv?kind=hotfix")).text
    assert len(file.strip().splitlines()) == 2


async def test_what_changed_stands_before_and_after_and_counters_are_folded(coordinator: Browser, home: str) -> None:
    page = (await coordinator.get(f"{home}/changes")).text
    assert "<bdi>leeg</bdi> → <bdi>8,6 GB</bdi>" in page
    assert "CorelDRAW Graphics Suite 2024" in page
    assert "1 regel waarin enkel een teller" in page
    assert "8,6 GB" not in (await coordinator.get(f"{home}/changes?days=abc&page=9")).text.split("Beheer")[0]
    assert "8,6 GB" in (await coordinator.get(f"{home}/changes.csv")).text


async def test_three_thousand_programs_come_in_a_blink(place: Place, coordinator: Browser, school: School) -> None:
    rows: dict[str, Cells] = {
        f"p{n}": {"name": f"package-{n}", "version": f"{n}", "kind": "package", "publisher": "Debian"}
        for n in range(3000)
    }
    pc = school.pc.device_id
    place.ledger.write(lambda books: books.facts.put(pc, FactTable("software", NOW, b"s" * 32, 3000), rows, []))
    took = []
    for _ in range(3):
        start = time.perf_counter()
        answer = await coordinator.get(f"/devices/{pc}/software")
        took.append(time.perf_counter() - start)
    assert min(took) < 0.3
    assert len(answer.content) < 150 * 1024


async def test_facts_of_the_wrong_kind_break_no_page(place: Place, coordinator: Browser, school: School) -> None:
    pc = school.pc.device_id
    odd: Cells = {"name": 7, "size_bytes": "veel", "slot": None, "boot_time_ms": -5.5, "since": 1}

    def put(books: Books) -> None:
        for table in ("memory_modules", "os", "probe_states", "software", "from_the_future"):
            books.facts.put(pc, FactTable(table, NOW, b"o" * 32, 1), {"x": odd}, [])

    place.ledger.write(put)
    for rest in ("known", "known/memory_modules", "known/from_the_future", "software", "changes"):
        assert (await coordinator.get(f"/devices/{pc}/{rest}")).status_code == 200, rest
