"""Rows of inventory as the ledger keeps them: JSON with sorted keys, so that equal rows are equal texts."""

from __future__ import annotations

import json
from collections.abc import Mapping

from schoolwacht_collector.books.facts import Cells


def to_json(cells: Mapping[str, object]) -> str:
    """The text for a row."""
    return json.dumps(dict(cells), ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def to_json_or_none(cells: Cells | None) -> str | None:
    """The text for a row, or nothing for none."""
    return None if cells is None else to_json(cells)


def from_json(text: str) -> dict[str, str | int | float | None]:
    """The row of a text."""
    row: dict[str, str | int | float | None] = json.loads(text)
    return row


def from_json_or_none(text: str | None) -> Cells | None:
    """The row of a text, or nothing for none."""
    return None if text is None else from_json(text)
