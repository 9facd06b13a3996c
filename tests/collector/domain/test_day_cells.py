from __future__ import annotations

from datetime import date

import pytest

from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.day_cells import day


def test_a_day_is_read() -> None:
    assert day({"ends": "2026-06-10"}, "ends") == date(2026, 6, 10)


@pytest.mark.parametrize(
    "cell",
    [None, "", "soon", "2026-13-01", "2026-02-30", "0001-01-01", "2999-01-01", "2026-06-10T00:00", "20260610", 20260610,
     float("nan"), "\u0662\u0660\u0662\u0666-06-10"],
)  # fmt: skip
def test_nonsense_is_no_day(cell: Cell) -> None:
    assert day({"ends": cell}, "ends") is None


def test_a_cell_that_is_not_there_is_no_day() -> None:
    assert day({}, "ends") is None
