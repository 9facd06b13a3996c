"""Structures of an SMBIOS table, cut apart and decoded one by one."""

from __future__ import annotations

import pytest

from schoolwacht_agent.platforms.smbios import codes, decode, facts, memory, structures, unique
from stage.smbios_table import ordinary_pc


def test_every_structure_is_cut_out_with_its_strings() -> None:
    found = list(structures.cut(ordinary_pc()))
    assert {one.kind for one in found} >= {0, 1, 2, 3, 4, 16, 17}
    assert len({one.handle for one in found}) == len(found)


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_a_table_that_is_cut_off_gives_what_was_whole(length: int) -> None:
    whole = list(structures.cut(ordinary_pc()))
    part = list(structures.cut(ordinary_pc()[:length]))
    assert [one.kind for one in part[:-1]] == [one.kind for one in whole[: max(0, len(part) - 1)]]


def test_structures_become_facts_of_their_kind() -> None:
    found = [fact for _, fact in decode.facts(structures.cut(ordinary_pc()), (3, 3)) if fact is not None]
    kinds = {type(fact) for fact in found}
    assert kinds >= {facts.Firmware, facts.System, facts.Board, facts.Chassis, facts.Socket, facts.MemoryDevice}
    (array,) = [one for one in structures.cut(ordinary_pc()) if one.kind == 16]
    assert isinstance(memory.array(array), facts.MemoryArray)


def test_codes_are_small_words() -> None:
    lists = [value for name, value in vars(codes).items() if name.isupper() and isinstance(value, dict)]
    assert lists
    for code in lists:
        assert all(isinstance(number, (int, str)) for number in code)


def test_names_that_are_not_told_apart_get_their_group_or_a_number() -> None:
    assert unique.names([("A", "x"), ("B", None)], "slot") == ["A", "B"]
    assert unique.names([("A", "bank 0"), ("A", "bank 1")], "slot") == ["bank 0 A", "bank 1 A"]
    assert unique.names([("A", None), ("A", None), (None, None)], "slot") == ["A #1", "A #2", "slot"]
