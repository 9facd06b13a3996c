"""Numbers and moments in cells of inventory tables. They come from machines, so nonsense among them is no number."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime

Cell = str | int | float | None

_LATEST_MS = 4_102_444_800_000
"""The year 2100: what claims to be later is a wrong clock or a wrong unit."""


def number(cells: Mapping[str, Cell], column: str) -> float | None:
    """The number in a column; None for what is none."""
    cell = cells.get(column)
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return float(cell)


def moment(cells: Mapping[str, Cell], column: str) -> datetime | None:
    """The moment in a column of milliseconds since 1970; None for none."""
    milliseconds = number(cells, column)
    if milliseconds is None or not 0 < milliseconds < _LATEST_MS:
        return None
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def text(cells: Mapping[str, Cell], column: str) -> str:
    """The text in a column; empty for none."""
    cell = cells.get(column)
    return cell if isinstance(cell, str) else ""
