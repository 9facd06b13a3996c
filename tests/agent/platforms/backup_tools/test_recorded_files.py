"""The newest file of a configured check, recognised by what it holds."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms.backup_tools import columns, recorded_files

NOW = 1_795_000_000_000
DUMP = "-- MySQL dump 10.19  Distrib 10.6.12, for Linux\n-- Host: localhost    Database: school\nCREATE TABLE a (b int);\n-- Dump completed on 2026-11-20  3:00:05\n"  # noqa: E501 - as mysqldump writes it


def test_the_file_that_was_written_last_counts_and_folders_do_not(tmp_path: Path) -> None:
    for name, written in (("a.sql", 100), ("b.sql", 300), ("c.sql", 200)):
        (tmp_path / name).write_text(DUMP)
        os.utime(tmp_path / name, (written, written))
    (tmp_path / "d.sql").mkdir()
    assert recorded_files.newest(str(tmp_path / "*.sql")) == tmp_path / "b.sql"
    assert recorded_files.newest(str(tmp_path / "*.tar")) is None


def test_a_dump_tells_whether_it_was_written_to_its_end(tmp_path: Path) -> None:
    (tmp_path / "a.sql").write_text(DUMP)
    (record,) = recorded_files.look("dumps", str(tmp_path / "*.sql"), timedelta(days=1), NOW, tmp_path)
    assert (record.job, record.every_seconds, record.every_from) == ("dumps", 86_400, "told")


def test_a_file_of_which_nobody_knows_anything_tells_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"\x00\x01")
    assert recorded_files.look("x", str(tmp_path / "*"), timedelta(days=1), NOW, tmp_path) == []


def test_the_key_of_the_table_is_made_of_its_columns() -> None:
    assert set(columns.KEY) <= set(columns.COLUMNS)
    assert all(about.endswith((".", ";")) for _, about, _ in columns.COLUMNS.values())
