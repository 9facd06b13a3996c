"""Brings the ledger file to the tables of this version, so that a kill at any moment leaves a ledger that starts.

SQLite does not roll back everything that Alembic does, so the revisions run on a copy, and only a finished and synced
copy takes the place of the file. Until that one step the old ledger stands untouched; what a kill leaves beside it is
thrown away at the next start. The old ledger is kept in the folder `backups` as well, for the way back to the release
before. Alembic costs memory, so it is imported only when there is something to do.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from schoolwacht_collector.adapters.ledger_sql.connections import open_file
from schoolwacht_collector.adapters.ledger_sql.replace_file import replace_durably, sync_file
from schoolwacht_collector.adapters.ledger_sql.schema import HEAD
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerTooNew, LedgerUnusable

if TYPE_CHECKING:
    from alembic.config import Config  # it costs memory

REVISIONS = Path(__file__).parent / "migrations"
KEPT = 2
"""So many ledgers from before a migration are kept, the newest ones."""


def migrate(path: Path, *, revisions: Path = REVISIONS, head: str = HEAD) -> bool:
    """Brings the file to a revision; makes it when there is none. True when something had to be done.

    The caller holds the home's lock, and no connection to the file.
    """
    copy = path.with_name(path.name + ".migrating")
    _throw_away(copy)
    present = revision_of(path)
    if present == head:
        return False
    config = _alembic_config(revisions, present, head)
    copy.touch(mode=0o600)  # password hashes are in it; SQLite gives its WAL the same mode
    if path.exists():
        _fold_wal_into(path)
        shutil.copyfile(path, copy)
        shutil.copymode(path, copy)
    if present is not None:
        _keep(copy, path.parent / "backups", f"before-{head}.db")
    _upgrade(copy, config, head)
    sync_file(copy)
    replace_durably(copy, path)
    return True


def revision_of(path: Path) -> str | None:
    """The revision whose tables the file has; None for a new or empty file."""
    if not path.exists():
        return None
    with closing(open_file(path, "rw")) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return None if row is None else str(row[0])


def _keep(ledger: Path, folder: Path, name: str) -> None:
    """Copies a ledger to where back-ups are, durably or not at all, and throws the oldest of such copies away."""
    folder.mkdir(mode=0o700, exist_ok=True)
    fresh = folder / f"{name}.new"
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    shutil.copyfile(ledger, fresh)
    sync_file(fresh)
    replace_durably(fresh, folder / name)
    kept = sorted(folder.glob("before-*.db"), key=lambda path: path.stat().st_mtime_ns, reverse=True)
    for path in kept[KEPT:]:
        path.unlink()


def _fold_wal_into(path: Path) -> None:
    """Writes what the WAL holds into the file itself: a WAL beside a replaced file would damage it."""
    with closing(open_file(path, "rw")) as connection:
        busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    wal = path.with_name(path.name + "-wal")
    if busy or (wal.exists() and wal.stat().st_size > 0):
        raise LedgerUnusable(
            f"Another program has {path} open. Close it, so that the ledger can be brought up to date."
        )


def _alembic_config(revisions: Path, present: str | None, head: str) -> Config:
    """What Alembic has to know. Refuses a ledger whose revision is not among ours, before anything is touched."""
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(revisions).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if present is not None and present not in known:
        raise LedgerTooNew(
            f"The ledger was written by a newer Schoolwacht (tables {present}, this version knows {head}). "
            "Install that version again, or stop here and put a back-up from before back: schoolwacht restore FILE."
        )
    return config


def _upgrade(copy: Path, config: Config, head: str) -> None:
    from alembic import command

    def connect() -> sqlite3.Connection:
        connection = open_file(copy, "rwc")
        connection.execute("PRAGMA journal_mode=DELETE")  # one file to move, with nothing beside it
        connection.execute("PRAGMA synchronous=OFF")  # the finished copy is synced as a whole
        return connection

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, head)
    engine.dispose()


def _throw_away(copy: Path) -> None:
    """Removes what a killed migration left."""
    for leftover in (copy, *(copy.with_name(copy.name + end) for end in ("-journal", "-wal", "-shm"))):
        leftover.unlink(missing_ok=True)
