"""Inventory: current rows, since when they are as they are, and where programs stand."""

from __future__ import annotations

from datetime import datetime

import pytest

from collector.adapters.ledger_sql.things import NOW, device, later
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.books.facts import Cells, Fact, FactTable, Program
from schoolwacht_collector.domain.devices import DeviceState

GIMP: Cells = {"name": "GIMP", "publisher": "", "version": "2.10"}
PAINT: Cells = {"name": "Paint", "publisher": "Contoso", "version": "1"}


def put(books: SqlBooks, name: str, upserts: dict[str, Cells], *removed: str, at: datetime = NOW) -> None:
    books.facts.put(f"id-{name}", FactTable("software", at, b"digest", len(upserts)), upserts, list(removed))


@pytest.fixture
def school(books: SqlBooks) -> SqlBooks:
    books.devices.add(device("pc-2", room="lok-2"))
    books.devices.add(device("pc-1", room="lok-1"))
    return books


def test_rows_and_the_state_of_their_table_come_back(school: SqlBooks) -> None:
    cells: Cells = {"text": "é'\"", "whole": 3, "part": 1.5, "nothing": None}
    table = FactTable("disks", NOW, b"\x00digest", 1)
    school.facts.put("id-pc-1", table, {"sda": cells}, [])
    assert school.facts.table("id-pc-1", "disks") == table
    assert school.facts.rows("id-pc-1", "disks") == {"sda": cells}
    assert (school.facts.table("id-pc-2", "disks"), school.facts.rows("id-pc-2", "disks")) == (None, {})


def test_tables_of_a_device_come_by_name(school: SqlBooks) -> None:
    for name in ("software", "os"):
        school.facts.put("id-pc-1", FactTable(name, NOW, b"", 0), {}, [])
    assert [one.table for one in school.facts.tables("id-pc-1")] == ["os", "software"]


def test_a_row_that_stays_as_it_is_keeps_its_moment_and_a_changed_one_gets_a_new_one(school: SqlBooks) -> None:
    put(school, "pc-1", {"a": GIMP, "b": PAINT})
    put(school, "pc-1", {"a": GIMP, "b": {**PAINT, "version": "2"}}, at=later(60))
    assert [(one.key, one.first_seen, one.taken_at) for one in school.facts.current("software", "id-pc-1")] == [
        ("a", NOW, later(60)),
        ("b", later(60), later(60)),
    ]


def test_removed_rows_are_gone(school: SqlBooks) -> None:
    put(school, "pc-1", {"a": GIMP, "b": PAINT})
    put(school, "pc-1", {}, "b", "never there")
    assert school.facts.rows("id-pc-1", "software") == {"a": GIMP}


def test_a_table_of_a_device_that_is_not_there_is_refused_in_a_sentence(school: SqlBooks) -> None:
    with pytest.raises(LookupError, match="There is no device id-pc-9"):
        put(school, "pc-9", {"a": GIMP})


def test_current_rows_are_those_of_active_devices(school: SqlBooks) -> None:
    school.devices.add(device("pc-3", state=DeviceState.RETIRED))
    for name in ("pc-1", "pc-3"):
        put(school, name, {"a": GIMP})
    assert school.facts.current("software") == [Fact("id-pc-1", "software", "a", GIMP, NOW, NOW)]
    assert [one.device_id for one in school.facts.current("software", "id-pc-3")] == ["id-pc-3"]
    assert school.facts.current("os") == []


def test_a_program_is_one_program_however_many_have_it(school: SqlBooks) -> None:
    put(school, "pc-1", {"a": GIMP, "b": PAINT})
    put(school, "pc-2", {"x": PAINT})
    assert [(one.name, one.publisher) for one in school.facts.programs()] == [("GIMP", ""), ("Paint", "Contoso")]


def test_the_same_name_from_another_publisher_is_another_program(school: SqlBooks) -> None:
    put(school, "pc-1", {"a": PAINT, "b": {**PAINT, "publisher": "Fabrikam"}})
    assert [one.publisher for one in school.facts.programs()] == ["Contoso", "Fabrikam"]


def test_programs_are_found_where_they_stand_by_place(school: SqlBooks) -> None:
    school.devices.add(device("pc-3", state=DeviceState.REVOKED))
    for name, version in [("pc-2", "2"), ("pc-1", "1"), ("pc-3", "3")]:
        put(school, name, {"p": {**PAINT, "version": version}, "g": GIMP})
    paint = number_of(school, "Paint")
    found = school.facts.installed([paint])
    assert [(one.host, one.room, one.version) for one in found] == [("pc-1", "lok-1", "1"), ("pc-2", "lok-2", "2")]
    assert {one.program for one in found} == {paint}
    assert school.facts.installed([]) == []


def test_a_new_version_stays_the_same_program(school: SqlBooks) -> None:
    put(school, "pc-1", {"p": PAINT})
    before = number_of(school, "Paint")
    put(school, "pc-1", {"p": {**PAINT, "version": "2"}})
    assert number_of(school, "Paint") == before
    assert [one.version for one in school.facts.installed([before])] == ["2"]


def test_a_program_that_nobody_has_any_more_is_forgotten(school: SqlBooks) -> None:
    put(school, "pc-1", {"p": PAINT, "g": GIMP})
    put(school, "pc-2", {"p": PAINT})
    put(school, "pc-1", {}, "p", "g")
    assert [one.name for one in school.facts.programs()] == ["Paint"]
    put(school, "pc-2", {"p": GIMP})
    assert [one.name for one in school.facts.programs()] == ["GIMP"]


def test_a_program_without_publisher_or_version_is_kept_all_the_same(school: SqlBooks) -> None:
    put(school, "pc-1", {"a": {"name": "Tool", "publisher": None}, "b": {"version": 3}})
    assert [Program(0, one.name, one.publisher) for one in school.facts.programs()] == [
        Program(0, "", ""),
        Program(0, "Tool", ""),
    ]


def test_other_tables_do_not_become_programs(school: SqlBooks) -> None:
    school.facts.put("id-pc-1", FactTable("printers", NOW, b"", 1), {"a": PAINT}, [])
    assert school.facts.programs() == []


def test_a_machine_with_thousands_of_programs_is_kept_whole(school: SqlBooks) -> None:
    many: dict[str, Cells] = {f"k{n}": {"name": f"P{n}", "publisher": "X", "version": "1"} for n in range(5_000)}
    put(school, "pc-1", many)
    assert len(school.facts.rows("id-pc-1", "software")) == 5_000
    assert len(school.facts.installed([one.number for one in school.facts.programs()])) == 5_000
    put(school, "pc-1", {}, *many)
    assert (school.facts.programs(), school.facts.current("software")) == ([], [])


def number_of(books: SqlBooks, name: str) -> int:
    (number,) = [one.number for one in books.facts.programs() if one.name == name]
    return number
