"""A ledger for each test. Its tables are made once for the whole run and copied, which is quick."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.ledger_sql.books import SqlBooks
from schoolwacht_collector.adapters.ledger_sql.connections import writing_engine
from schoolwacht_collector.adapters.ledger_sql.memory import Memory


@pytest.fixture(scope="session")
def fresh_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("fresh") / "ledger.db"
    SqlLedger(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path, fresh_file: Path) -> Path:
    return Path(shutil.copy(fresh_file, tmp_path / "ledger.db"))


@pytest.fixture
def ledger(path: Path) -> Iterator[SqlLedger]:
    with SqlLedger(path) as opened:
        yield opened


@pytest.fixture
def books(path: Path) -> Iterator[SqlBooks]:
    """All chapters inside one transaction that stays open."""
    engine = writing_engine(path)
    with engine.begin() as connection:
        yield SqlBooks(connection, Memory())
    engine.dispose()
