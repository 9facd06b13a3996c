"""Makes a back-up while everything runs: copies each database as one picture, packs them, and reads it all back."""

from __future__ import annotations

import hashlib
import itertools
import os
import platform
import re
import shutil
import sqlite3
import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolwacht_collector.adapters.backup.archive import FORMAT, BadArchive, Manifest, check, hashed, write
from schoolwacht_collector.adapters.backup.contents import LEDGER, databases, plain_files
from schoolwacht_collector.adapters.ledger_sql.replace_file import replace_durably, sync_folder
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.keep_backups import ENDING, NAME_FORMAT

_PATIENCE = 30.0
_NAME = re.compile(r"\d{8}-\d{6}" + re.escape(ENDING))


def make_backup(home: Path, folder: Path, now: datetime, *, version: str, series: str) -> Path:
    """Writes a back-up of a home into a folder, checks it, and gives its file. Raises Busy with what to do.

    `series` says where the series are kept; an InfluxDB is not in the back-up.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear_up_after_kills(home, folder)
        _check_room(home, folder)
        target = _free_name(folder, now)
        with tempfile.TemporaryDirectory(prefix=_staged_by(home), dir=folder) as place:
            stage = Path(place)
            copies = [(path.name, _copied(path, stage / path.name)) for path in databases(home)]
            files = [*copies, *plain_files(home)]
            members = tuple(hashed(path, name) for name, path in files)
            revision, devices = _about(stage / LEDGER)
            manifest = Manifest(FORMAT, version, now.isoformat(), revision, series, devices, members)
            fresh = stage / target.name
            with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                write(file, manifest, files)
                file.flush()
                os.fsync(file.fileno())
            _read_back(fresh, manifest)
            replace_durably(fresh, target)
            sync_folder(folder)
    except BadArchive as flaw:
        raise Busy(f"the back-up was written but is not sound ({flaw}); check the disk of {folder}") from flaw
    except OSError as flaw:
        raise Busy(f"no back-up could be written in {folder}: {flaw.strerror}; make room or choose another") from flaw
    except sqlite3.Error as flaw:
        raise Busy(f"no back-up was made: {flaw}; run `schoolwacht doctor`") from flaw
    return target


def prune_backups(folder: Path, keep: int) -> list[Path]:
    """Deletes our oldest back-ups, but for so many; gives what went. Whatever else lies there is left alone."""
    ours = sorted(path for path in folder.glob(f"*{ENDING}") if _NAME.fullmatch(path.name))
    gone = ours[: max(0, len(ours) - keep)]
    for path in gone:
        path.unlink(missing_ok=True)
    return gone


def _staged_by(home: Path) -> str:
    """How the folders begin in which this home's back-ups are made; several homes may share a place for back-ups."""
    who = hashlib.sha256(f"{platform.node()}\0{home.absolute()}".encode()).hexdigest()
    return f".making-{who[:12]}-"


def _clear_up_after_kills(home: Path, folder: Path) -> None:
    """Throws away what a killed back-up of this home left. Only one is made at a time, so nobody works in it.

    One exception: a process whose collector was killed still finishes its own. It finds its folder gone, and ends.
    """
    for leftover in folder.glob(f"{_staged_by(home)}*"):
        shutil.rmtree(leftover, ignore_errors=True)


def _free_name(folder: Path, now: datetime) -> Path:
    """Named by the second; when that one is taken, by the next. A back-up is never written over."""
    seconds = (now.astimezone(UTC) + timedelta(seconds=number) for number in itertools.count())
    return next(path for at in seconds if not (path := folder / f"{at:{NAME_FORMAT}}{ENDING}").exists())


def _read_back(path: Path, manifest: Manifest) -> None:
    if check(path) != manifest:
        raise BadArchive("what was read back is not what was written")


def _copied(source: Path, target: Path) -> Path:
    """A copy of a database as it is at one moment, whoever writes meanwhile; checked page by page.

    In one step: between steps a writer of another process would make SQLite begin again
    (https://sqlite.org/backup.html).
    """
    target.touch(mode=0o600)
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=_PATIENCE)) as original,
        closing(sqlite3.connect(target)) as copy,
    ):
        original.backup(copy, pages=-1)
        copy.execute("PRAGMA journal_mode=DELETE")  # one file, with nothing beside it
        answer = copy.execute("PRAGMA quick_check(1)").fetchone()
    if answer != ("ok",):
        raise BadArchive(f"{source.name} is damaged: {answer[0]}")
    return target


def _about(ledger: Path) -> tuple[str, int]:
    with closing(sqlite3.connect(f"{ledger.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (devices,) = connection.execute("SELECT count(*) FROM devices").fetchone()
    return str(revision), int(devices)


def _check_room(home: Path, folder: Path) -> None:
    """A copy and the archive at once: less than twice what there is."""
    needed = 2 * sum(path.stat().st_size for path in databases(home))
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Busy(f"a back-up needs {needed / 1e9:.1f} GB free in {folder}, there is {free / 1e9:.1f} GB; make room")
