"""Opening, reading and closing the ledger."""

from __future__ import annotations

import gc
import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest
from sqlalchemy.exc import OperationalError

from collector.adapters.ledger_sql.things import enrol, receiving
from schoolwacht_collector.adapters.ledger_sql import LedgerInUse, LedgerTooNew, LedgerUnusable, Readers, SqlLedger
from schoolwacht_collector.books import Books
from schoolwacht_collector.ports import Busy, Ledger

NOBODY = 65_534


def test_a_new_ledger_is_made_where_there_is_none_and_is_there_the_next_time(tmp_path: Path) -> None:
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        as_the_port_says: Ledger = ledger
        as_the_port_says.write(lambda books: books.settings.put("school", "Sint-Jan"))
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        assert ledger.read(lambda books: books.settings.get("school")) == "Sint-Jan"
        assert ledger.set_aside is None


@pytest.mark.skipif(sys.platform == "win32", reason="file rights of this kind are POSIX")
def test_only_the_collectors_user_may_read_a_new_ledger(tmp_path: Path) -> None:
    with SqlLedger(tmp_path / "ledger.db") as ledger:
        ledger.write(lambda books: books.settings.put("a", "1"))
        assert {one.stat().st_mode & 0o077 for one in tmp_path.iterdir()} == {0}


def test_a_commit_waits_for_the_disk_and_foreign_keys_hold(ledger: SqlLedger) -> None:
    def ask(books: Books) -> list[object]:
        connection = books.settings._connection  # type: ignore[attr-defined]
        names = ("journal_mode", "synchronous", "foreign_keys", "mmap_size")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert ledger.write(ask) == ["wal", 2, 1, 0]


def test_closing_leaves_one_file_and_the_lock(path: Path) -> None:
    with SqlLedger(path) as ledger:
        ledger.write(lambda books: books.settings.put("a", "1"))
        ledger.read(lambda books: books.settings.get("a"))
    assert sorted(one.name for one in path.parent.iterdir()) == ["ledger.db", "ledger.lock"]


def test_a_picture_stays_the_same_while_the_writer_writes(ledger: SqlLedger) -> None:
    (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
    seen: list[int] = []

    def look_twice(books: Books) -> None:
        seen.append(books.inbox.depth())
        ledger.write(receiving(number, 1))
        seen.append(books.inbox.depth())

    ledger.read(look_twice)
    assert seen == [0, 0]
    assert ledger.read(lambda books: books.inbox.depth()) == 1


def test_readers_never_see_half_of_a_batch(ledger: SqlLedger) -> None:
    (number,) = ledger.write(lambda books: enrol(books, "pc-1"))
    done = threading.Event()

    def write() -> None:
        for sequence in range(200):
            ledger.write(receiving(number, sequence, at_ms=sequence))
        done.set()

    def look(books: Books) -> tuple[int, list[int]]:
        return books.inbox.depth(), [one.taken_at_ms for one in books.batches.newest_frames("cpu")]

    writer = threading.Thread(target=write)
    writer.start()
    pictures = [ledger.read(look)]
    while not done.is_set():
        pictures.append(ledger.read(look))
    writer.join()
    assert all(newest == ([depth - 1] if depth else []) for depth, newest in pictures)


def test_reading_work_cannot_write(ledger: SqlLedger) -> None:
    with pytest.raises(OperationalError, match=r"readonly|read-only"):
        ledger.read(lambda books: books.settings.put("a", "1"))
    assert ledger.read(lambda books: books.settings.get("a")) == ""


def test_more_readers_than_connections_wait_their_turn(ledger: SqlLedger) -> None:
    ledger.write(lambda books: books.settings.put("a", "1"))
    answers: list[str] = []
    threads = [
        threading.Thread(target=lambda: answers.append(ledger.read(lambda books: books.settings.get("a"))))
        for _ in range(60)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert answers == ["1"] * 60


def test_another_process_may_read_beside_the_collector(ledger: SqlLedger) -> None:
    ledger.write(lambda books: books.settings.put("a", "1"))
    script = (
        "import sys, pathlib; from schoolwacht_collector.adapters.ledger_sql import Readers; "
        "print(Readers(pathlib.Path(sys.argv[1])).read(lambda books: books.settings.get('a')))"
    )
    answer = subprocess.run([sys.executable, "-c", script, ledger.path], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "1"


def test_a_reader_without_a_ledger_is_busy_with_a_sentence(tmp_path: Path) -> None:
    readers = Readers(tmp_path / "ledger.db")
    with pytest.raises(Busy, match="cannot be opened"):
        readers.read(lambda books: books.settings.get("a"))
    readers.close()


def test_health_names_the_version_and_the_size(ledger: SqlLedger) -> None:
    assert ledger.health().startswith(f"SQLite {sqlite3.sqlite_version}, 0.")


def test_a_second_collector_is_refused_in_a_sentence(ledger: SqlLedger) -> None:
    with pytest.raises(LedgerInUse, match=rf"process {os.getpid()}\) already uses .*SCHOOLWACHT_HOME"):
        SqlLedger(ledger.path)
    ledger.write(lambda books: books.settings.put("a", "still works"))


def test_a_killed_collector_leaves_no_lock_behind(path: Path) -> None:
    script = (
        "import os, sys, pathlib; from schoolwacht_collector.adapters.ledger_sql import SqlLedger; "
        "SqlLedger(pathlib.Path(sys.argv[1])); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, path], check=False).returncode == -9
    SqlLedger(path).close()


def test_a_ledger_of_a_newer_version_is_left_alone(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(LedgerTooNew, match="newer Schoolwacht"):
        SqlLedger(path)
    assert path.read_bytes() == before
    assert sorted(one.name for one in path.parent.iterdir()) == ["ledger.db", "ledger.lock"]


def test_a_ledger_that_failed_to_open_can_be_opened_after_the_repair(path: Path) -> None:
    sound = path.read_bytes()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(LedgerTooNew):
        SqlLedger(path)
    path.write_bytes(sound)
    SqlLedger(path).close()


def test_a_home_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(LedgerUnusable, match="cannot be made: No such file or directory"):
        SqlLedger(tmp_path / "nowhere" / "ledger.db")


@pytest.mark.skipif(sys.platform == "win32", reason="counts file descriptors, which are POSIX")
def test_opening_and_closing_often_leaves_no_file_open(path: Path) -> None:
    SqlLedger(path).close()
    gc.collect()
    before = open_files()
    for _ in range(10):
        with SqlLedger(path) as ledger:
            ledger.read(lambda books: books.settings.get("a"))
    gc.collect()
    assert open_files() <= before


def open_files() -> int:
    """How many files this process has open."""
    return psutil.Process().num_fds()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user can reach, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="file rights of this kind are POSIX")
def test_a_read_only_ledger_is_refused_in_a_sentence_and_left_alone(open_folder: Path, fresh_file: Path) -> None:
    target = open_folder / "ledger.db"
    target.write_bytes(fresh_file.read_bytes())
    (open_folder / "ledger.lock").touch()
    (open_folder / "ledger.lock").chmod(0o666)
    target.chmod(0o444)
    script = (
        "import os, sys, pathlib\n"
        "from schoolwacht_collector.adapters.ledger_sql import LedgerUnusable, SqlLedger\n"
        f"os.geteuid() or os.setuid({NOBODY})\n"
        "try:\n    SqlLedger(pathlib.Path(sys.argv[1]))\n"
        "except LedgerUnusable as problem:\n    print(problem)\n"
    )
    answer = subprocess.run([sys.executable, "-c", script, target], capture_output=True, text=True, check=True)
    assert "Give the collector's user the right to read and write" in answer.stdout
    assert sorted(one.name for one in open_folder.iterdir()) == ["ledger.db", "ledger.lock"]
