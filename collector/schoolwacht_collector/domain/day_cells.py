"""Days in cells of inventory tables, written as year-month-day. Nonsense of a machine is no day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from schoolwacht_collector.domain.cells import Cell, text

_FIRST, _LAST = date(1995, 1, 1), date(2100, 1, 1)
"""What lies outside is an empty clock or another unit, not a day that somebody meant."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def day(cells: Mapping[str, Cell], column: str) -> date | None:
    """The day in a column; None for none."""
    written = text(cells, column)
    if _DAY.fullmatch(written) is None:
        return None
    try:
        found = date.fromisoformat(written)
    except ValueError:
        return None
    return found if _FIRST <= found < _LAST else None
