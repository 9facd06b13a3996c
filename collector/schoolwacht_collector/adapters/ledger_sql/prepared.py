"""Statements for the paths that thousands of batches a second take.

SQLAlchemy spends 20 to 73 µs on a statement and a few more on each row; SQLite itself spends 3.5. So these statements
are written in Core, compiled once for each dialect, and then handed to the driver with plain tuples.

Many rows go into one statement, not one after the other: Python's driver lets go of the interpreter at every row of
`executemany`, and getting it back from a busy event loop takes up to 5 ms and two thread switches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from sqlalchemy import CTE, BigInteger, Connection, bindparam, column, values
from sqlalchemy.sql import ClauseElement

Values = tuple[Any, ...]
Binds = list[dict[str, Any]]

_MOST_ROWS = 32
"""Rows of one statement. Sizes are powers of two, so that few statements exist and all stay compiled."""


class Prepared:
    """A statement and the names of its values, in the order in which they are given.

    `make` gets the connection and gives the statement; it is called once for each dialect.
    """

    def __init__(self, names: Sequence[str], make: Callable[[Connection], ClauseElement]) -> None:
        self._names = list(names)
        self._make = make
        self._compiled: dict[str, tuple[str, bool]] = {}

    def run(self, connection: Connection, given: Values) -> None:
        """Executes the statement once."""
        sql, in_order = self._for(connection)
        connection.exec_driver_sql(sql, given if in_order else dict(zip(self._names, given, strict=True)))

    def run_many(self, connection: Connection, rows: list[Values]) -> None:
        """Executes the statement for each row."""
        if rows:
            sql, in_order = self._for(connection)
            given: Any = rows if in_order else [dict(zip(self._names, row, strict=True)) for row in rows]
            connection.exec_driver_sql(sql, given)

    def ask(self, connection: Connection, given: Values) -> Sequence[Any]:
        """Executes the statement once and gives all its rows."""
        sql, in_order = self._for(connection)
        asked: Any = given if in_order else dict(zip(self._names, given, strict=True))
        return connection.exec_driver_sql(sql, asked).fetchall()

    def _for(self, connection: Connection) -> tuple[str, bool]:
        """The text for the connection's dialect, and whether it takes values by their order or by their names."""
        dialect = connection.dialect
        known = self._compiled.get(dialect.name)
        if known is None:
            compiled = self._make(connection).compile(dialect=dialect)
            order = getattr(compiled, "positiontup", None)
            if order is not None and list(order) != self._names:
                raise ValueError(f"The values must be named in the order of the statement: {list(order)}.")
            known = self._compiled[dialect.name] = (str(compiled), order is not None)
        return known


class PreparedRows:
    """A statement about many rows at once, and the names of the values of one row.

    `make` gets the connection and the bound values, row by row, and gives the statement for so many rows.
    """

    def __init__(self, names: Sequence[str], make: Callable[[Connection, Binds], ClauseElement]) -> None:
        self._names = tuple(names)
        self._make = make
        self._sizes: dict[int, Prepared] = {}

    def run(self, connection: Connection, rows: Sequence[Values]) -> None:
        """Executes the statement for all rows, in as few pieces as powers of two allow."""
        for some in powers_of_two(rows):
            self._of(len(some)).run(connection, tuple(chain.from_iterable(some)))

    def ask(self, connection: Connection, rows: Sequence[Values]) -> Iterator[Any]:
        """Executes the statement for all rows, and gives what it says."""
        for some in powers_of_two(rows):
            yield from self._of(len(some)).ask(connection, tuple(chain.from_iterable(some)))

    def _of(self, size: int) -> Prepared:
        known = self._sizes.get(size)
        if known is None:
            binds: Binds = [{name: bindparam(f"{name}_{place}") for name in self._names} for place in range(size)]
            names = [bind.key for row in binds for bind in row.values()]
            known = self._sizes[size] = Prepared(names, lambda connection: self._make(connection, binds))
        return known


def powers_of_two(rows: Sequence[Values]) -> Iterator[Sequence[Values]]:
    """The rows in order, in pieces of 32, 16, 8 ... 1."""
    start, left = 0, len(rows)
    while left:
        size = min(_MOST_ROWS, 1 << (left.bit_length() - 1))
        yield rows[start : start + size]
        start, left = start + size, left - size


def listed(binds: Binds, *names: str) -> CTE:
    """Bound rows of whole numbers as a table that a statement can join."""
    table = values(*(column(name, BigInteger) for name in names), name="wanted")
    return table.data([tuple(row.values()) for row in binds]).cte("wanted")
