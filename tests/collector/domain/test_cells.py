from __future__ import annotations

from datetime import UTC, datetime

import pytest

from schoolwacht_collector.domain.cells import Cell, moment, number, text


@pytest.mark.parametrize(("cell", "found"), [(3, 3.0), (2.5, 2.5), (0, 0.0), ("3", None), (None, None), (True, None)])
def test_only_numbers_are_numbers(cell: Cell, found: float | None) -> None:
    assert number({"n": cell}, "n") == found


@pytest.mark.parametrize("cell", [float("nan"), float("inf"), -float("inf")])
def test_what_cannot_be_counted_is_no_number(cell: float) -> None:
    assert number({"n": cell}, "n") is None


def test_a_column_that_is_not_there_holds_nothing() -> None:
    assert (number({}, "n"), moment({}, "n"), text({}, "n")) == (None, None, "")


@pytest.mark.parametrize("cell", [0, -1, 1e300, "yesterday", None, 10**18])
def test_nonsense_is_no_moment(cell: Cell) -> None:
    assert moment({"at": cell}, "at") is None


def test_milliseconds_are_a_moment() -> None:
    assert moment({"at": 1_000_000_000_000}, "at") == datetime(2001, 9, 9, 1, 46, 40, tzinfo=UTC)


def test_a_number_is_no_text() -> None:
    assert (text({"t": 5}, "t"), text({"t": "five"}, "t")) == ("", "five")
