"""INSERT with ON CONFLICT: SQLite and PostgreSQL write it alike, SQLAlchemy keeps it with each dialect."""

from __future__ import annotations

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

UpsertInsert = postgresql.Insert | sqlite.Insert


def insert_into(table: Table, connection: Connection) -> UpsertInsert:
    """An INSERT of the connection's own dialect, which has on_conflict_do_update and on_conflict_do_nothing."""
    return postgresql.insert(table) if connection.dialect.name == "postgresql" else sqlite.insert(table)


def put_row(table: Table, connection: Connection, rows: list[dict[str, object]]) -> None:
    """Adds rows; a row with the same primary key is replaced in all columns that are given."""
    if not rows:
        return
    keys = [column.name for column in table.primary_key]
    statement = insert_into(table, connection)
    given = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    connection.execute(statement.on_conflict_do_update(index_elements=keys, set_=given), rows)
