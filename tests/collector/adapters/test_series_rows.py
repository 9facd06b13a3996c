from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import SYSTEM, alert, dictionary, disk
from schoolwacht_collector.adapters.series_rows import (
    CELL,
    Slot,
    cells_of,
    digest_of,
    mark_of,
    mark_row,
    shapes_json,
    slots_of,
)
from schoolwacht_collector.domain.series import Dictionary, Shape

SHAPES = shapes_json(dictionary(SYSTEM, disk("/", "free", "used"), disk("/home", "free", "used", decimals=1)))


def test_a_metric_has_a_slot_for_each_tag_set() -> None:
    assert slots_of(SHAPES, "disk.used") == (Slot((("path", "/"),), 16, 2), Slot((("path", "/home"),), 32, 1))


def test_a_metric_that_is_not_there_has_none() -> None:
    assert not slots_of(SHAPES, "disk.total")
    assert not slots_of(SHAPES, "disk")


def test_a_field_may_have_a_dot_in_its_name() -> None:
    shapes = shapes_json(dictionary(Shape("smart", (), ("a", "attribute.raw"), (0, 0))))
    assert slots_of(shapes, "smart.attribute.raw") == (Slot((), 8, 0),)


@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=20))
def test_each_number_lies_at_eight_times_its_place(numbers: list[int]) -> None:
    cells = cells_of(numbers)
    assert [CELL.unpack_from(cells, 8 * place)[0] for place in range(len(numbers))] == numbers


def test_dictionaries_are_told_apart_by_content_not_by_the_agents_key() -> None:
    one, same, other = Dictionary(1, (SYSTEM,)), Dictionary(2, (SYSTEM,)), Dictionary(1, (disk("/"),))
    assert digest_of(shapes_json(one)) == digest_of(shapes_json(same)) != digest_of(shapes_json(other))


def test_a_mark_is_its_row() -> None:
    mark = alert("open", value=5.0, host="pc-é")
    assert mark_of(mark_row(mark)) == mark
    assert isinstance(mark_of(mark_row(mark)).fields["value"], float)
