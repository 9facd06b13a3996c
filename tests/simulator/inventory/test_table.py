from __future__ import annotations

import pytest

from schoolwacht_simulator.inventory.table import table
from simulator.inventory.seen import moment
from simulator.story import TUESDAY, at, machine

NOW, PC = moment(at(TUESDAY, 9)), machine("sec-pc01")


def test_cells_come_in_the_order_of_the_columns_and_what_is_not_named_is_empty() -> None:
    made = table("things", "name size:integer share:real", 1, lambda _device, _now: iter([{"share": 0.5, "name": "a"}]))
    assert made.columns == (("name", "text"), ("size", "integer"), ("share", "real"))
    assert list(made.rows(PC, NOW)) == [("a", None, 0.5)]


def test_a_cell_without_a_column_is_refused() -> None:
    made = table("things", "name", 1, lambda _device, _now: iter([{"name": "a", "colour": "red"}]))
    with pytest.raises(KeyError, match=r"things has no columns.*colour"):
        list(made.rows(PC, NOW))
