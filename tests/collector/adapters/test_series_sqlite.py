from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.adapters.frames import PC, SERVER, alert, at, dictionary, disk, frame, values, window
from collector.adapters.series_store_contract import SeriesStoreContract
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.domain.series import Frame, Origin
from schoolwacht_collector.ports import Busy

DAY = 24 * 60


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "series.db"


@pytest.fixture
def store(path: Path) -> Iterator[SqliteSeries]:
    store = SqliteSeries(path, patience=0.2)
    yield store
    store.close()


class TestSqlite(SeriesStoreContract):
    """The fixture `store` of this file."""


def count(path: Path, table: str) -> int:
    connection = sqlite3.connect(path)
    (number,) = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608 - the test's own names
    connection.close()
    return int(number)


def test_what_was_stored_is_there_after_a_restart(path: Path) -> None:
    for minutes in range(3):
        store = SqliteSeries(path)
        store.append([frame(100 * minutes, minutes=minutes)])
        store.close()
    store = SqliteSeries(path)
    (series,) = store.window(window("cpu.usage_active"))
    assert values(series) == [0.0, 1.0, 2.0]
    store.close()


def test_a_frame_is_one_row_and_a_dictionary_is_kept_once(path: Path, store: SqliteSeries) -> None:
    shapes = tuple(disk(f"/{n}") for n in range(20))
    store.append(
        [frame(*range(20), shapes=shapes, minutes=n, origin=origin) for n in range(50) for origin in (PC, SERVER)]
    )
    assert (count(path, "frames"), count(path, "dictionaries"), count(path, "devices")) == (100, 1, 2)


def test_two_frames_of_one_moment_are_both_kept(store: SqliteSeries) -> None:
    store.append([frame(100), frame(200, shapes=(disk("/"),))])
    assert [values(series) for series in store.window(window("cpu.usage_active"))] == [[1.0]]
    assert [values(series) for series in store.window(window("disk.used_percent"))] == [[2.0]]


def test_a_killed_process_loses_nothing_it_was_told_is_stored(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from collector.adapters.frames import frame;"
        "from schoolwacht_collector.adapters.series_sqlite import SqliteSeries;"
        "store = SqliteSeries(Path(sys.argv[1]))\n"
        "for n in range(100000):\n"
        "    store.append([frame(100 * n, minutes=n)]); print(n, flush=True)"
    )
    path = tmp_path / "series.db"
    tests = str(Path(__file__).parents[2])
    child = subprocess.Popen(
        [sys.executable, "-c", program, path], stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": tests}
    )
    assert child.stdout
    told = 0
    for text in child.stdout:
        told = int(text)
        if told == 30:
            child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    store = SqliteSeries(path)
    (series,) = store.window(window("cpu.usage_active", until=100_000))
    assert values(series)[: told + 1] == [float(n) for n in range(told + 1)]
    assert len(series.points) <= told + 2
    store.close()


def test_several_threads_may_write_and_read_at_once(store: SqliteSeries) -> None:
    def work(number: int) -> None:
        origin = Origin(f"device-{number}", f"pc-{number}", "", "")
        for n in range(20):
            store.append([frame(n, minutes=n, origin=origin)])
            store.window(window("cpu.usage_active", None))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [len(series.points) for series in store.window(window("cpu.usage_active", None))] == [20] * 4


def test_a_damaged_file_does_not_stop_a_start(path: Path) -> None:
    path.write_bytes(b"garbage" * 1000)
    store = SqliteSeries(path)
    assert [*store.set_aside] == [path.with_name("series.db.corrupt-1")]
    assert store.set_aside[0].read_bytes() == b"garbage" * 1000
    store.append([frame(100)])
    assert len(store.window(window("cpu.usage_active"))) == 1
    store.close()


def test_a_whole_file_is_not_set_aside(store: SqliteSeries) -> None:
    assert not store.set_aside


def test_a_file_that_gets_damaged_while_in_use_is_set_aside_by_the_next_entry(path: Path, store: SqliteSeries) -> None:
    origins = [Origin(f"device-{n}", f"pc-{n}", "", "") for n in range(50)]
    shapes = tuple(disk(f"/{n}") for n in range(100))
    store.append([frame(*range(100), shapes=shapes, minutes=n, origin=o) for n in range(100) for o in origins])
    other = sqlite3.connect(path)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    with path.open("r+b") as file:
        file.seek(8192)
        file.write(b"\xa5" * (path.stat().st_size - 8192))
    store.append([frame(*range(100), shapes=shapes, minutes=500, origin=origin) for origin in origins])
    assert len(store.set_aside) == 1
    found = store.window(window("disk.used_percent", None, tags={"path": "/1"}))
    assert [len(series.points) for series in found] == [1] * 50


def test_a_full_disk_is_busy_and_storing_goes_on_when_there_is_room(store: SqliteSeries) -> None:
    store.append([frame(100)])
    connection = store._opened()
    connection.execute("PRAGMA max_page_count = 1")
    big = [frame(*range(200), shapes=tuple(disk(f"/{n}") for n in range(200)), minutes=n) for n in range(50)]
    with pytest.raises(Busy, match="the disk is full; make room"):
        store.append(big)
    assert not store.window(window("disk.used_percent"))
    assert not store.append(big)
    assert len(store.window(window("disk.used_percent"))) == 200


def test_a_file_held_by_another_program_is_busy(path: Path, store: SqliteSeries) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Busy, match="another program holds it; close that program"):
        store.append([frame(100)])
    other.execute("ROLLBACK")
    other.close()
    assert not store.append([frame(100)])


def test_a_closed_store_is_busy(path: Path) -> None:
    store = SqliteSeries(path)
    store.close()
    with pytest.raises(Busy, match="is stopping"):
        store.append([frame(100)])


def test_pruning_deletes_what_is_older_and_nothing_else(store: SqliteSeries) -> None:
    store.append([frame(100 * day, minutes=day * DAY, origin=origin) for day in range(10) for origin in (PC, SERVER)])
    store.append([alert("open", minutes=day * DAY) for day in range(10)])
    assert store.prune(at(4 * DAY)) == 12
    found = store.window(window("cpu.usage_active", None, until=20 * DAY))
    assert [values(series) for series in found] == [[4.0, 5.0, 6.0, 7.0, 8.0, 9.0]] * 2
    assert len(store.marks("alert", at(0), at(20 * DAY))) == 6
    assert store.prune(at(4 * DAY)) == 0


def test_pruning_goes_in_slices(store: SqliteSeries) -> None:
    store.append([frame(n, minutes=n) for n in range(12_000)])
    assert store.prune(at(11_999)) == 11_999
    assert [len(series.points) for series in store.window(window("cpu.usage_active", until=20_000))] == [1]


def test_pruning_forgets_dictionaries_nobody_uses_any_more(path: Path, store: SqliteSeries) -> None:
    usb = Frame(PC, dictionary(disk("/media/usb")), at(0), (1,))
    store.append([usb, *(frame(100, minutes=day * DAY) for day in range(10))])
    assert count(path, "dictionaries") == 2
    store.prune(at(5 * DAY))
    assert count(path, "dictionaries") == 1
    store.append([usb])  # an agent that was away for long brings its backlog
    assert [values(series) for series in store.window(window("disk.used_percent"))] == [[0.01]]
    store.prune(at(5 * DAY))
    assert not store.window(window("disk.used_percent"))


def test_frames_that_come_while_pruning_keep_their_dictionary(store: SqliteSeries) -> None:
    stop = threading.Event()

    def backlog() -> None:
        n = 0
        while not stop.is_set():
            n += 1
            store.append([Frame(PC, dictionary(disk(f"/{n}")), at(n), (1,))])

    thread = threading.Thread(target=backlog)
    thread.start()
    for _ in range(10):
        store.prune(at(5 * DAY))
        store.window(window("disk.used_percent"))
    stop.set()
    thread.join()
    store.window(window("disk.used_percent"))
