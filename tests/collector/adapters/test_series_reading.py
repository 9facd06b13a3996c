from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.adapters.frames import PC, SERVER, alert, at, disk, frame, values, window
from schoolwacht_collector.adapters.series_reading import SqliteReader
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.ports import Busy


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "series.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteSeries]:
    store = SqliteSeries(path)
    yield store
    store.close()


def test_another_process_reads_what_the_writer_committed(path: Path, store: SqliteSeries) -> None:
    reader = SqliteReader(path)
    store.append([frame(100), alert("open")])
    (series,) = reader.window(window("cpu.usage_active"))
    assert values(series) == [1.0]
    assert len(reader.marks("alert", at(0), at(1))) == 1


def test_reading_goes_on_while_something_is_being_written(path: Path, store: SqliteSeries) -> None:
    store.append([frame(100)])
    writer = sqlite3.connect(path, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("DELETE FROM frames")
    (series,) = SqliteReader(path, patience=0.05).window(window("cpu.usage_active"))
    assert values(series) == [1.0]
    writer.close()


def test_reading_needs_a_file(path: Path) -> None:
    with pytest.raises(Busy, match="check that its folder exists"):
        SqliteReader(path).window(window("cpu.usage_active"))
    assert not path.exists()


def test_a_damaged_file_is_busy_and_says_what_mends_it(path: Path) -> None:
    path.write_bytes(b"garbage" * 1000)
    reader = SqliteReader(path)
    for ask in (lambda: reader.window(window("cpu.usage_active")), lambda: reader.marks("alert", 0, 1), reader.health):
        with pytest.raises(Busy, match=r"is damaged .* restart the collector"):
            ask()


def test_frames_without_their_dictionary_are_damage(path: Path, store: SqliteSeries) -> None:
    store.append([frame(100)])
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("DELETE FROM dictionaries")
    other.close()
    with pytest.raises(Busy, match="without that dictionary"):
        SqliteReader(path).window(window("cpu.usage_active"))


def test_what_was_learned_of_an_old_file_is_not_believed_of_a_new_one(path: Path) -> None:
    reader = SqliteReader(path)
    for shapes, paths in (((disk("/"), disk("/home")), ["/", "/home"]), ((disk("/srv"),), ["/srv"])):
        store = SqliteSeries(path)
        store.append([frame(*[100] * len(shapes), shapes=shapes)])
        assert [series.tags["path"] for series in reader.window(window("disk.used_percent"))] == paths
        store.close()
        for file in path.parent.iterdir():
            file.unlink()


def test_health_names_the_version_the_file_and_how_much_is_in_it(path: Path, store: SqliteSeries) -> None:
    store.append([frame(100), frame(100, origin=SERVER), frame(100, minutes=1, origin=PC)])
    assert SqliteReader(path).health().startswith(f"SQLite {sqlite3.sqlite_version}, {path}, 0.")
    assert SqliteReader(path).health().endswith(" MB, 2 devices")
