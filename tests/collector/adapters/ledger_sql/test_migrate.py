"""Migrations: on a copy, so that a kill at any step leaves a ledger that starts with all it had."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.ledger_sql import LedgerUnusable, SqlLedger
from schoolwacht_collector.adapters.ledger_sql.connections import open_file
from schoolwacht_collector.adapters.ledger_sql.migrate import REVISIONS, migrate, revision_of
from schoolwacht_collector.adapters.ledger_sql.schema import HEAD
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerTooNew

CHAIN = sorted(path.name.partition("_")[0] for path in (REVISIONS / "versions").glob("[0-9]*.py"))
"""Every revision there is, oldest first. They are numbered; a test of the schema sees to it that they are one chain."""

NEXT = '''
"""Rebuilds a table, moves its rows, and adds another: what SQLite does not roll back as a whole."""

import sqlalchemy as sa
from alembic import op

revision = "next"
down_revision = "{head}"


def upgrade():
    with op.batch_alter_table("settings", recreate="always") as settings:
        settings.add_column(sa.Column("who", sa.Text(), server_default="nobody", nullable=False))
    op.create_table("extra", sa.Column("number", sa.Integer(), primary_key=True))
    op.execute("INSERT INTO extra SELECT length(value) FROM settings")
'''

# One child for each step: it dies the n-th time that it touches a file or runs a statement, until one gets through.
KILLER = """
import os, pathlib, shutil, signal, sys
import alembic.command, alembic.autogenerate, sqlalchemy.dialects.sqlite
from sqlalchemy import Engine, event
from schoolwacht_collector.adapters.ledger_sql.migrate import migrate

before, revisions, head, out = (pathlib.Path(word) for word in sys.argv[1:5])
stride = int(sys.argv[5])
STEPS = {"open", "os.rename", "os.remove", "sqlite3.connect", "shutil.copyfile", "shutil.copymode", "os.truncate"}
left = None

def step(*_, **__):
    global left
    if left is not None:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(lambda name, arguments: step() if name in STEPS else None)
event.listen(Engine, "before_cursor_execute", step)
event.listen(Engine, "after_cursor_execute", step)
for number in range(0, 10_000, stride):
    home = out / str(number)
    shutil.copytree(before, home)
    child = os.fork()
    if not child:
        left = number
        migrate(home / "ledger.db", revisions=revisions, head=str(head))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(number)
"""


@pytest.fixture
def next_revisions(tmp_path: Path) -> Path:
    folder = shutil.copytree(REVISIONS, tmp_path / "revi%sions", ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "next.py").write_text(NEXT.format(head=HEAD))
    return folder


@pytest.fixture
def used_home(tmp_path: Path, fresh_file: Path) -> Path:
    """A ledger as a kill leaves it: part of it only in the WAL."""
    live, home = tmp_path / "live", tmp_path / "home"
    live.mkdir()
    shutil.copy(fresh_file, live / "ledger.db")
    with closing(open_file(live / "ledger.db", "rw")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("INSERT INTO settings VALUES ('school', 'Sint-Jan')")
        shutil.copytree(live, home)
    (home / "ledger.db-shm").unlink()
    return home


def test_a_ledger_of_this_version_is_left_as_it_is(path: Path) -> None:
    before = path.stat()
    assert migrate(path) is False
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_opening_a_ledger_of_this_version_does_not_load_alembic(path: Path) -> None:
    script = (
        "import sys, pathlib; from schoolwacht_collector.adapters.ledger_sql import SqlLedger; "
        "SqlLedger(pathlib.Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", script, path], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "False"


def test_an_older_ledger_is_brought_up_to_date_with_what_it_held(used_home: Path, next_revisions: Path) -> None:
    path = used_home / "ledger.db"
    path.chmod(0o640)
    assert migrate(path, revisions=next_revisions, head="next") is True
    assert revision_of(path) == "next"
    assert contents(path) == [("school", "Sint-Jan", "nobody"), (8,)]
    assert path.stat().st_mode & 0o777 == 0o640
    assert sorted(one.name for one in used_home.iterdir()) == ["backups", "ledger.db"]


def test_a_kill_at_any_step_of_a_migration_loses_nothing(used_home: Path, next_revisions: Path, tmp_path: Path) -> None:
    homes = killed_at_every_step(used_home, next_revisions, "next", tmp_path / "out")
    assert len(homes) > 20
    for home in homes:
        path = home / "ledger.db"
        migrate(path, revisions=next_revisions, head="next")
        assert contents(path) == [("school", "Sint-Jan", "nobody"), (8,)]
        assert sorted(one.name for one in home.iterdir()) == ["backups", "ledger.db"]
        assert [one.name for one in (home / "backups").iterdir()] == ["before-next.db"]


def test_a_kill_at_any_step_of_the_first_start_leaves_a_ledger_that_starts(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    homes = killed_at_every_step(empty, REVISIONS, HEAD, tmp_path / "out", stride=7)
    assert len(homes) > 10
    for home in homes:
        with SqlLedger(home / "ledger.db") as ledger:
            assert ledger.set_aside is None
            ledger.write(lambda books: books.settings.put("school", "Sint-Jan"))
        assert sorted(one.name for one in home.iterdir()) == ["ledger.db", "ledger.lock"]


@pytest.mark.parametrize("revision", CHAIN)
def test_a_kill_at_any_step_of_any_revision_loses_no_row(revision: str, tmp_path: Path) -> None:
    before = CHAIN[CHAIN.index(revision) - 1] if revision != CHAIN[0] else None
    old = tmp_path / "old"
    old.mkdir()
    if before is not None:
        migrate(old / "ledger.db", head=before)
        fill(old / "ledger.db")
    held = rows(old / "ledger.db") if before is not None else {}
    stride = 5 if before is None else 1  # the first one makes every table: hundreds of steps alike
    for home in killed_at_every_step(old, REVISIONS, revision, tmp_path / "out", stride):
        path = home / "ledger.db"
        migrate(path, head=revision)
        assert revision_of(path) == revision
        assert_all_there(path, held)
        assert (home / "backups" / f"before-{revision}.db").exists() == (before is not None)


@pytest.mark.parametrize("revision", CHAIN[:-1])
def test_a_ledger_of_any_earlier_release_opens_with_all_it_held(revision: str, tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    migrate(path, head=revision)
    fill(path)
    held = rows(path)
    assert len(held) > 20
    with SqlLedger(path) as ledger:
        assert ledger.set_aside is None
        ledger.write(lambda books: books.settings.put("school", "Sint-Jan"))
    assert_all_there(path, {table: found for table, found in held.items() if table != "settings"})
    kept = tmp_path / "backups" / f"before-{HEAD}.db"
    assert (revision_of(kept), rows(kept)) == (revision, held)
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_the_newest_two_ledgers_from_before_are_kept(used_home: Path, next_revisions: Path) -> None:
    folder = used_home / "backups"
    folder.mkdir()
    for number in (1, 2, 3):
        (folder / f"before-000{number}.db").write_text("x")
        os.utime(folder / f"before-000{number}.db", (number, number))
    (folder / "20261124-023000.schoolwacht.tar.gz").write_text("x")
    migrate(used_home / "ledger.db", revisions=next_revisions, head="next")
    assert sorted(one.name for one in folder.iterdir()) == [
        "20261124-023000.schoolwacht.tar.gz", "before-0003.db", "before-next.db",
    ]  # fmt: skip


def test_a_ledger_of_a_later_release_is_refused_untouched(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    before = path.read_bytes()
    with pytest.raises(LedgerTooNew, match=r"newer Schoolwacht .*9999.* Install that version again"):
        SqlLedger(path)
    assert path.read_bytes() == before
    assert not (path.parent / "backups").exists()


def test_no_room_for_the_copy_from_before_is_a_sentence_and_changes_nothing(
    used_home: Path, next_revisions: Path
) -> None:
    (used_home / "backups").write_text("a file where the folder belongs")
    path = used_home / "ledger.db"
    with pytest.raises(OSError, match="exists"):
        migrate(path, revisions=next_revisions, head="next")
    assert revision_of(path) == HEAD


def test_a_ledger_that_somebody_else_reads_is_not_migrated_under_his_hands(
    used_home: Path, next_revisions: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("schoolwacht_collector.adapters.ledger_sql.connections._WAIT_SECONDS", 0.05)
    path = used_home / "ledger.db"
    with closing(open_file(path, "rw")) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM settings").fetchall()
        with pytest.raises(LedgerUnusable, match=r"Another program has .* open"):
            migrate(path, revisions=next_revisions, head="next")
    assert migrate(path, revisions=next_revisions, head="next") is True


def killed_at_every_step(home: Path, revisions: Path, head: str, out: Path, stride: int = 1) -> list[Path]:
    out.mkdir()
    arguments = [sys.executable, "-c", KILLER, str(home), str(revisions), head, str(out), str(stride)]
    answer = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return [out / str(number) for number in range(0, int(answer.stdout) + 1, stride)]


def fill(path: Path) -> None:
    """A few rows in every table, whatever its columns are."""
    with closing(sqlite3.connect(path)) as connection, connection:
        for table in tables(connection):
            columns = connection.execute("SELECT name, type FROM pragma_table_info(?)", [table]).fetchall()
            for number in (1, 2, 3):
                values = [made_up(kind, f"{name} {number}", number) for name, kind in columns]
                marks = ", ".join("?" * len(values))
                connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)  # noqa: S608 - our own tables


def made_up(kind: str, text: str, number: int) -> object:
    if kind in {"TEXT", "BLOB"}:
        return text if kind == "TEXT" else text.encode()
    return number % 2 if kind == "BOOLEAN" else number


def tables(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return [name for (name,) in found if name != "alembic_version"]


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        connection.row_factory = sqlite3.Row
        return {
            table: [dict(row) for row in connection.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own tables
            for table in tables(connection)
        }


def assert_all_there(path: Path, held: Mapping[str, list[dict[str, object]]]) -> None:
    """Every row that was held, in the columns that it had."""
    now = rows(path)
    for table, before in held.items():
        assert [{name: row[name] for name in before[0]} for row in now[table]] == before, table


def contents(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [
            *connection.execute("SELECT name, value, who FROM settings"),
            *connection.execute("SELECT number FROM extra"),
        ]
