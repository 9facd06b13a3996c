"""Back-ups and restores that are killed at every step: no half file counts, no collector starts on half a home."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from schoolwacht_collector.adapters.authority import FileAuthority
from schoolwacht_collector.adapters.backup import check, make_backup, restore, unfinished
from schoolwacht_collector.adapters.ledger_sql import SqlLedger
from schoolwacht_collector.adapters.series_sqlite import SqliteSeries
from schoolwacht_collector.books.people import Deed
from schoolwacht_collector.usecases.keep_backups import ENDING

NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)

# One child for each step: it dies the n-th time that it touches a file, until one gets through.
KILLER = """
import os, pathlib, shutil, signal, sys
from datetime import UTC, datetime
from schoolwacht_collector.adapters.backup import make_backup, restore

work, before, archive, out = sys.argv[1], *(pathlib.Path(word) for word in sys.argv[2:5])
STEPS = {"open", "os.rename", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect", "os.chmod", "os.truncate"}
NOW = datetime(2026, 11, 24, 2, 30, tzinfo=UTC)
left = None

def step(name, arguments):
    global left
    if left is not None and name in STEPS:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(step)
for number in range(10_000):
    home = out / str(number)
    shutil.copytree(before, home)
    child = os.fork()
    if not child:
        left = number
        if work == "backup":
            make_backup(home, home / "backups", NOW, version="0", series="embedded")
        else:
            restore(archive, home, NOW)
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(number)
"""


def home_of(folder: Path, subject: str) -> Path:
    """A home at rest, with one deed in its register and what a back-up is made of."""
    folder.mkdir()
    FileAuthority(folder / "pki")
    (folder / "collector.toml").write_text('language = "nl"\n')
    with SqlLedger(folder / "ledger.db") as ledger, closing(SqliteSeries(folder / "series.db")):
        ledger.write(lambda books: books.audit.note(Deed(NOW, "an", "test", subject, "")))
    return folder


def deed(home: Path) -> str:
    with SqlLedger(home / "ledger.db") as ledger:
        (found,) = ledger.read(lambda books: books.audit.newest(10))
        return found.subject


def killed_at_every_step(work: str, home: Path, archive: Path, out: Path) -> list[Path]:
    out.mkdir()
    arguments = [sys.executable, "-c", KILLER, work, str(home), str(archive), str(out)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)
    return [out / str(number) for number in range(int(done.stdout) + 1)]


@pytest.mark.timeout(120)
def test_a_back_up_killed_at_any_step_counts_only_when_it_is_whole(tmp_path: Path) -> None:
    homes = killed_at_every_step("backup", home_of(tmp_path / "home", "kept"), tmp_path, tmp_path / "out")
    assert len(homes) > 20
    left_something = 0
    for home in homes:
        folder = home / "backups"
        for path in folder.glob(f"*{ENDING}"):
            assert len(check(path).members) > 4
        left_something += any(folder.glob(".making-*")) if folder.exists() else 0
        made = make_backup(home, folder, NOW, version="0", series="embedded")
        assert not list(folder.glob(".making-*"))
        assert check(made).devices == 0
    assert left_something > 10


@pytest.mark.timeout(120)
def test_a_restore_killed_at_any_step_leaves_the_old_home_the_new_one_or_a_mark(tmp_path: Path) -> None:
    old, new = home_of(tmp_path / "old", "old"), home_of(tmp_path / "new", "new")
    archive = make_backup(new, tmp_path / "backups", NOW, version="0", series="embedded")
    homes = killed_at_every_step("restore", old, archive, tmp_path / "out")
    marked = 0
    for home in homes:
        if unfinished(home):
            marked += 1
        else:
            assert deed(home) in {"old", "new"}
        restore(archive, home, NOW)
        assert unfinished(home) == ""
        assert not (home / ".restoring").exists()
        assert deed(home) == "new"
        assert FileAuthority(home / "pki").server_ca() == FileAuthority(new / "pki").server_ca()
        aside = [path for path in home.glob("before-restore-*") if (path / "ledger.db").exists()]
        assert "old" in [deed(path) for path in aside], "what was there is never lost"
    assert marked > 5
