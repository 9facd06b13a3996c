"""Migrations: on a copy, so that a kill at any step leaves a ledger that starts with all it had."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.ledger_sql import LedgerUnusable, SqlLedger
from schoolwacht_collector.adapters.ledger_sql.connections import open_file
from schoolwacht_collector.adapters.ledger_sql.migrate import REVISIONS, migrate, revision_of
from schoolwacht_collector.adapters.ledger_sql.schema import HEAD

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
    assert [one.name for one in used_home.iterdir()] == ["ledger.db"]


def test_a_kill_at_any_step_of_a_migration_loses_nothing(used_home: Path, next_revisions: Path, tmp_path: Path) -> None:
    homes = killed_at_every_step(used_home, next_revisions, "next", tmp_path / "out")
    assert len(homes) > 20
    for home in homes:
        path = home / "ledger.db"
        migrate(path, revisions=next_revisions, head="next")
        assert contents(path) == [("school", "Sint-Jan", "nobody"), (8,)]
        assert [one.name for one in home.iterdir()] == ["ledger.db"]


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


def contents(path: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return [
            *connection.execute("SELECT name, value, who FROM settings"),
            *connection.execute("SELECT number FROM extra"),
        ]
