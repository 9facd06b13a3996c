"""The tables: every column says what it is, and the migrations make exactly these tables."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Table, create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from schoolwacht_collector.adapters.ledger_sql.connections import writing_engine
from schoolwacht_collector.adapters.ledger_sql.migrate import REVISIONS
from schoolwacht_collector.adapters.ledger_sql.schema import DATA_CLASSES, HEAD, METADATA

TABLES = list(METADATA.tables.values())
POSTGRESQL = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy does not say its type
COLUMNS = [column for table in TABLES for column in table.columns]


@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_no_column_is_without_data_class_and_meaning(column: Column[object]) -> None:
    assert column.info["data_class"] in DATA_CLASSES
    assert (column.comment or "").endswith(".")


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_no_table_is_without_meaning_and_retention(table: Table) -> None:
    assert (table.comment or "").endswith(".")
    assert table.info["retention"].endswith(".")


def test_the_migrations_make_the_tables_of_the_schema(path: Path) -> None:
    engine = writing_engine(path)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, METADATA) == []
    engine.dispose()


def test_the_migrations_write_the_very_sentences_of_the_schema(path: Path, tmp_path: Path) -> None:
    """What Alembic does not compare: AUTOINCREMENT, WITHOUT ROWID, the order of columns."""
    engine = create_engine(f"sqlite:///{tmp_path / 'schema.db'}")
    METADATA.create_all(engine)
    engine.dispose()
    assert sentences(path) == sentences(tmp_path / "schema.db")


def test_the_head_is_the_newest_revision() -> None:
    assert ScriptDirectory(str(REVISIONS)).get_heads() == [HEAD]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_every_table_can_be_said_to_postgresql(table: Table) -> None:
    assert str(CreateTable(table).compile(dialect=POSTGRESQL)).strip().startswith("CREATE TABLE")
    for index in table.indexes:
        assert "CREATE" in str(CreateIndex(index).compile(dialect=POSTGRESQL))


def sentences(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name != 'alembic_version'")
        return {" ".join(sql.split()) for (sql,) in rows}
