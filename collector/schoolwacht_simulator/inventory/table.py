"""A table of the inventory, and how rows that name their cells are put in the order of its columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now

Cell = str | int | float | None
Cells = tuple[Cell, ...]
Facts = Mapping[str, Cell]
"""A row by the names of its columns; what is not named is empty."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in their order, each with its kind, how many of the first are its key, and its rows.

    `tells_none`: that there are no rows is news as well, as the real agent tells it.
    """

    name: str
    columns: tuple[tuple[str, str], ...]
    key: int
    rows: Callable[[SimulatedDevice, Now], Iterator[Cells]]
    keeps_rows: bool = False
    tells_none: bool = False


def table(
    name: str,
    words: str,
    key: int,
    facts: Callable[[SimulatedDevice, Now], Iterator[Facts]],
    *,
    keeps_rows: bool = False,
    tells_none: bool = False,
) -> Table:
    """A table whose rows name their cells. In `words` a name is text; `name:integer` and `name:real` are numbers."""
    pairs = (word.partition(":") for word in words.split())
    columns = tuple((column, kind or "text") for column, _, kind in pairs)
    names = tuple(column for column, _ in columns)

    def rows(device: SimulatedDevice, now: Now) -> Iterator[Cells]:
        for one in facts(device, now):
            if strange := one.keys() - set(names):
                raise KeyError(f"{name} has no columns {sorted(strange)}")
            yield tuple(one.get(column) for column in names)

    return Table(name, columns, key, rows, keeps_rows, tells_none)
