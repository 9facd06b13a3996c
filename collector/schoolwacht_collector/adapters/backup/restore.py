"""Puts a back-up back as a home. What was in the home before is set aside in it, never thrown away.

Everything is unpacked and checked in the home first; until then nothing changes. Then a mark is made, what was there
moves into a folder, what was unpacked takes its place, and the mark goes. Killed in between, the mark stays: no
collector starts on half a home, and the same command puts it right when it is run again. Nothing outside of the home
is touched, for the folder above belongs to others when Schoolwacht is a service, and a container's home is a volume.
"""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from schoolwacht_collector.adapters.backup.archive import BadArchive, CannotUnpack, Manifest, unpack
from schoolwacht_collector.adapters.backup.contents import BACKUPS, LEDGER, SET_ASIDE, STAGE, databases
from schoolwacht_collector.adapters.ledger_sql.lock import HomeLock
from schoolwacht_collector.adapters.ledger_sql.replace_file import sync_folder
from schoolwacht_collector.adapters.ledger_sql.unusable import LedgerUnusable

UNFINISHED = ".restore-unfinished"
LOCK = "ledger.lock"
_STAY = frozenset({LOCK, UNFINISHED, STAGE, BACKUPS, "lost+found"})


_HALF = (
    "this home holds half of a back-up, for a restore was cut off or goes on at this moment. Run `schoolwacht restore "
    f"FILE` again; what was there before is in the folders {SET_ASIDE}* in it."
)


class CannotRestore(Exception):  # noqa: N818 - a state of file or folder
    """Nothing was changed, unless the message says so; it says what to do."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What was put back, and where the earlier content of the home went."""

    manifest: Manifest
    set_aside: Path | None


def unfinished(home: Path) -> str:
    """A sentence when a restore of this home was cut off midway, else nothing."""
    if not (home / UNFINISHED).exists():
        return ""
    return f"{home}: {_HALF}"


def restore(archive: Path, home: Path, now: datetime) -> Restored:
    """Makes `home` what it was when the back-up was made. Raises CannotRestore."""
    try:
        with _held(home):
            stage = home / STAGE
            try:
                manifest = _unpacked(archive, stage)
                return Restored(manifest, _put_in_place(stage, home, now))
            finally:
                shutil.rmtree(stage, ignore_errors=True)
    except BadArchive as flaw:
        raise CannotRestore(f"{archive}: {flaw}; try an earlier back-up") from flaw
    except CannotUnpack as flaw:
        raise CannotRestore(f"{flaw}; make room, or check the rights of this user in {home}") from flaw
    except OSError as flaw:
        raise CannotRestore(f"{flaw.filename or home}: {flaw.strerror}; check rights and room in {home}") from flaw


@contextlib.contextmanager
def _held(home: Path) -> Iterator[None]:
    """Nobody else works in the home meanwhile. A home that was made for this goes when nothing came of it."""
    made = not home.exists()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = HomeLock(home / LOCK)
    except LedgerUnusable as flaw:
        raise CannotRestore(f"{flaw} Stop the collector before restoring.") from flaw
    try:
        yield
    except BaseException:
        if made:
            shutil.rmtree(home, ignore_errors=True)
        raise
    finally:
        lock.release()


def _unpacked(archive: Path, stage: Path) -> Manifest:
    if stage.exists():
        shutil.rmtree(stage)  # what an interrupted restore left
    stage.mkdir(mode=0o700)
    manifest = unpack(archive, stage)
    _check_databases(stage)
    return manifest


def _check_databases(folder: Path) -> None:
    found = databases(folder)
    if not found or found[0].name != LEDGER:
        raise BadArchive("there is no ledger in it")
    for path in found:
        try:
            with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
                answer = connection.execute("PRAGMA integrity_check(1)").fetchone()
        except sqlite3.Error as flaw:
            raise BadArchive(f"{path.name} cannot be opened: {flaw}") from flaw
        if answer != ("ok",):
            raise BadArchive(f"{path.name} is damaged: {answer[0]}")


def _put_in_place(stage: Path, home: Path, now: datetime) -> Path | None:
    mark = home / UNFINISHED
    again = mark.exists()
    earlier = [path for path in sorted(home.iterdir()) if path.name not in _STAY and not _set_aside_before(path)]
    aside = _free_name(home, now) if earlier else None
    moves = [(path, aside / path.name) for path in earlier] if aside is not None else []
    moves += [(path, home / path.name) for path in sorted(stage.iterdir())]
    mark.touch(mode=0o600)
    sync_folder(home)
    try:
        _move_all(aside, moves)
    except OSError:
        if not again:
            mark.unlink()  # everything is where it was
        raise
    sync_folder(home)
    mark.unlink()
    home.chmod(0o700)
    sync_folder(home)
    return aside


def _move_all(aside: Path | None, moves: list[tuple[Path, Path]]) -> None:
    """Makes every move, or none."""
    done: list[tuple[Path, Path]] = []
    try:
        if aside is not None:
            aside.mkdir(mode=0o700)
        for old, new in moves:
            old.rename(new)
            done.append((old, new))
    except OSError:
        try:
            for old, new in reversed(done):
                new.rename(old)
            if aside is not None and aside.exists():
                aside.rmdir()
        except OSError as worse:
            raise CannotRestore(f"{worse.filename}: {worse.strerror}. {_HALF}") from worse
        raise


def _set_aside_before(path: Path) -> bool:
    return path.name.startswith(SET_ASIDE)


def _free_name(home: Path, now: datetime) -> Path:
    first = home / f"{SET_ASIDE}{now:%Y%m%d-%H%M%S}"
    names = (first, *(first.with_name(f"{first.name}-{number}") for number in range(2, 1000)))
    return next(name for name in names if not name.exists())
