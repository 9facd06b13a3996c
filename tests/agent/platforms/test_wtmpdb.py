"""Starts and shutdowns in the database that follows up wtmp."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.wtmp import Moment
from schoolwacht_agent.platforms.wtmpdb import read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_run_has_a_start_and_perhaps_an_end(tmp_path: Path) -> None:
    file = tmp_path / "wtmp.db"
    with closing(sqlite3.connect(file)) as database:
        database.execute(
            "CREATE TABLE wtmp(ID INTEGER PRIMARY KEY, Type INTEGER, User TEXT, Login INTEGER, Logout INTEGER)"
        )
        rows = [(1, "reboot", 5_000_000, 9_000_000), (3, "someone", 6_000_000, None), (1, "reboot", 12_000_000, None)]
        database.executemany("INSERT INTO wtmp(Type, User, Login, Logout) VALUES (?, ?, ?, ?)", rows)
        database.commit()

    assert read(file) == [(Moment.START, 5), (Moment.STOP, 9), (Moment.START, 12)]


@pytest.mark.parametrize("content", [b"", b"no database at all, but long enough to be read as one" * 9])
def test_a_broken_database_is_an_error_of_its_own(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "wtmp.db").write_bytes(content)
    with pytest.raises(OSError, match="cannot be read"):
        read(tmp_path / "wtmp.db")
