"""Statements for the paths that thousands of batches a second take.

SQLAlchemy spends 20 to 73 µs on a statement and a few more on each row; SQLite itself spends 3.5. So these statements
are written in Core, compiled once for each dialect, and then handed to the driver with plain tuples.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql import ClauseElement

Values = tuple[Any, ...]


class Prepared:
    """A statement and the names of its values, in the order in which they are given.

    `make` gets the connection and gives the statement; it is called once for each dialect.
    """

    def __init__(self, names: Sequence[str], make: Callable[[Connection], ClauseElement]) -> None:
        self._names = list(names)
        self._make = make
        self._compiled: dict[str, tuple[str, bool]] = {}

    def run_many(self, connection: Connection, rows: list[Values]) -> None:
        """Executes the statement for each row."""
        if rows:
            sql, in_order = self._for(connection)
            given: Any = rows if in_order else [dict(zip(self._names, row, strict=True)) for row in rows]
            connection.exec_driver_sql(sql, given)

    def ask(self, connection: Connection, values: Values) -> Sequence[Any]:
        """Executes the statement once and gives all its rows."""
        sql, in_order = self._for(connection)
        given: Any = values if in_order else dict(zip(self._names, values, strict=True))
        return connection.exec_driver_sql(sql, given).fetchall()

    def _for(self, connection: Connection) -> tuple[str, bool]:
        """The text for the connection's dialect, and whether it takes values by their order or by their names."""
        dialect = connection.dialect
        known = self._compiled.get(dialect.name)
        if known is None:
            compiled = self._make(connection).compile(dialect=dialect, column_keys=self._names)
            order = getattr(compiled, "positiontup", None)
            if order is not None and list(order) != self._names:
                raise ValueError(f"The values must be named in the order of the statement: {list(order)}.")
            known = self._compiled[dialect.name] = (str(compiled), order is not None)
        return known
