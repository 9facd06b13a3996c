"""The home on the disk: room, rights, and what was set aside."""

from __future__ import annotations

import shutil
import sqlite3
import stat
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path

from schoolwacht_collector.entrypoints.api.services import Check

SPACE_BAD, SPACE_WARNING = 1_000_000_000, 5_000_000_000
LOOK_SECONDS = 5.0
"""How long the ledger is read through; a larger one is looked at in part."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_STEP = 100_000
"""Steps of SQLite's machine between two looks at the clock."""
GUARDED = ("ledger.db*", "series.db*", "collector.toml", "*.key", "*.pem")
"""Names in the home, and in folders right below it, that hold what is nobody else's business."""


def disk(home: Path) -> Check:
    """Room on the volume of the home."""
    free = shutil.disk_usage(home).free
    state = "bad" if free < SPACE_BAD else "warning" if free < SPACE_WARNING else "ok"
    remedy = "make room on this volume, or move the home with SCHOOLWACHT_HOME" if state != "ok" else ""
    return Check("disk", state, f"{free / 1e9:.1f} GB free for {home}", remedy)


def set_aside(paths: Sequence[Path]) -> Iterator[Check]:
    """Damaged files that were replaced by new ones."""
    for path in paths:
        yield Check(
            "files", "bad", f"a damaged file was set aside as {path.name}", "restore a backup, or delete that file"
        )


def rights(home: Path) -> Check | None:
    """Whether anybody but the owner could read what is kept here. None where rights do not work this way."""
    if sys.platform == "win32":
        return None
    if home.stat().st_mode & _OTHERS:
        return Check("rights", "warning", f"{home} can be entered by others", f"chmod 700 {home}")
    open_ones = sorted(path for path in guarded(home) if path.stat().st_mode & _OTHERS)
    if open_ones:
        names = ", ".join(path.name for path in open_ones[:5])
        return Check("rights", "warning", f"others may read {names}", f"chmod 600 {open_ones[0]}")
    return Check("rights", "ok", f"{home} is its owner's alone")


def guarded(home: Path) -> list[Path]:
    """The files with keys, passwords and what was measured."""
    return [path for place in (home, home / "pki") for name in GUARDED for path in place.glob(name) if path.is_file()]


def whole(path: Path) -> Check:
    """Reads through a SQLite file, as far as a few seconds go; nothing waits for it."""
    until = time.monotonic() + LOOK_SECONDS
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.set_progress_handler(lambda: int(time.monotonic() > until), _STEP)
            said = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as flaw:
        if "interrupted" in str(flaw):
            return Check("integrity", "ok", f"no damage in the first {LOOK_SECONDS:.0f} s of {path.name}")
        return Check("integrity", "bad", f"{path.name}: {flaw}", "check the rights of the home, and the disk")
    except sqlite3.DatabaseError as flaw:
        said = str(flaw)
    if said == "ok":
        return Check("integrity", "ok", f"{path.name} is whole")
    return Check("integrity", "bad", f"{path.name} is damaged: {said}", "stop the collector and restore a backup")
