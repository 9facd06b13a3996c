from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.series_file import (
    RAW,
    Damaged,
    Layout,
    open_reader,
    open_writer,
    set_aside,
    spoken,
)
from schoolwacht_collector.ports import Busy


def test_a_new_file_has_its_tables_and_is_safe_against_a_power_cut(tmp_path: Path) -> None:
    connection = open_writer(tmp_path / "series.db", patience=1)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert tables == {"devices", "dictionaries", "frames", "marks", "touched", "facts"}
    connection.close()


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    open_writer(path, patience=1).close()
    before = path.read_bytes()
    open_writer(path, patience=1).close()
    assert path.read_bytes() == before


def test_an_older_file_gets_what_is_new_and_keeps_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    first = open_writer(path, patience=1, layout=Layout(RAW.application_id, RAW.scripts[:1]))
    first.execute("INSERT INTO devices (device_id) VALUES ('pc-1')")
    first.close()
    today = open_writer(path, patience=1)
    assert today.execute("SELECT device_id FROM devices").fetchall() == [("pc-1",)]
    assert today.execute("SELECT count(*) FROM touched").fetchone() == (0,)
    assert today.execute("PRAGMA user_version").fetchone() == (RAW.version,)
    today.close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "series with ?#% in it.db"
    open_writer(path, patience=1).close()
    reader = open_reader(path, patience=1)
    with pytest.raises(Busy, match="may not be written"), spoken(path):
        reader.execute("INSERT INTO devices (device_id) VALUES ('x')")
    reader.close()


@pytest.mark.parametrize("content", [b"garbage" * 1000, b"SQLite format 3\0" + b"\xff" * 8192])
def test_garbage_is_damage(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "series.db"
    path.write_bytes(content)
    with pytest.raises(Damaged):
        open_writer(path, patience=1)
    assert path.read_bytes() == content


def test_a_page_overwritten_in_the_middle_is_damage_seen_at_the_start(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    connection = open_writer(path, patience=1)
    connection.executemany("INSERT INTO devices (device_id) VALUES (?)", [(f"{n}" * 50,) for n in range(2000)])
    connection.close()
    with path.open("r+b") as file:
        file.seek(path.stat().st_size // 2 // 4096 * 4096)
        file.write(b"\xa5" * 4096)
    with pytest.raises(Damaged):
        open_writer(path, patience=1)


def test_a_file_of_another_program_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE pupils (name TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(Busy, match="is another program's"):
        open_writer(path, patience=1)
    assert path.read_bytes() == before


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    connection = open_writer(path, patience=1)
    connection.execute(f"PRAGMA user_version = {RAW.version + 1}")
    connection.close()
    with pytest.raises(Busy, match="written by a newer Schoolwacht"):
        open_writer(path, patience=1)


def test_a_missing_folder_is_said_in_words(tmp_path: Path) -> None:
    with pytest.raises(Busy, match="check that its folder exists"):
        open_writer(tmp_path / "missing" / "series.db", patience=1)


def test_a_file_that_another_program_holds_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    with pytest.raises(Busy, match="another program holds it"):
        open_writer(path, patience=0.05)
    holder.close()


def test_a_faulty_disk_is_said_in_words(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    with pytest.raises(Busy, match=r"series\.db: Input/output error"), spoken(path):
        raise OSError(5, "Input/output error")


def test_damaged_files_are_numbered_and_none_is_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "series.db"
    for number in (1, 2):
        path.write_text(f"damaged {number}")
        path.with_name("series.db-wal").write_text("log")
        assert set_aside(path) == tmp_path / f"series.db.corrupt-{number}"
    assert {file.name for file in tmp_path.iterdir()} == {
        "series.db.corrupt-1",
        "series.db.corrupt-1-wal",
        "series.db.corrupt-2",
        "series.db.corrupt-2-wal",
    }
    assert (tmp_path / "series.db.corrupt-1").read_text() == "damaged 1"
