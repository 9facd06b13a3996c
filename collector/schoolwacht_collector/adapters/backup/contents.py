"""What of a home belongs in a back-up: everything but what is made again by itself, or is a back-up already.

The list says what is left out, so that a file that a later version adds (a key, a certificate) is in from the start.
"""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

LEDGER = "ledger.db"
_ROLLUPS = "-rollups.db"
BACKUPS, STAGE, SET_ASIDE = "backups", ".restoring", "before-restore-"
_LEFT_OUT = (
    "*.db-wal", "*.db-shm", "*.db-journal", "*.migrating*", "*.corrupt-*", "*.damaged-*", "*.lock", "*.sock", "*.log",
    "*.new", "*.tmp", "__pycache__", "machines", BACKUPS, STAGE, f"{SET_ASIDE}*", ".restore-unfinished", ".making-*",
)  # fmt: skip
_OF_THE_AGENT = frozenset({"identity.json", "agent.toml"})
"""Of the agent on this machine: who it is. What it has not sent yet belongs to the machine, not to the collector."""


def databases(home: Path) -> list[Path]:
    """The SQLite files, the ledger first and roll-ups last: the way of a measurement.

    The order matters: what moves on between two copies is then in both, which is harmless, and never in neither.
    """
    found = [path for path in sorted(home.glob("*.db")) if not _left_out(path.name)]
    return sorted(found, key=lambda path: (path.name != LEDGER, path.name.endswith(_ROLLUPS)))


def plain_files(home: Path) -> Iterator[tuple[str, Path]]:
    """Every other file, by its name in the archive."""
    for path in sorted(home.rglob("*")):
        inside = path.relative_to(home)
        if path.is_symlink() or not path.is_file() or any(_left_out(part) for part in inside.parts):
            continue
        if inside.parts[0] == "agent" and inside.name not in _OF_THE_AGENT:
            continue
        if len(inside.parts) == 1 and inside.suffix == ".db":
            continue
        yield str(PurePosixPath(*inside.parts)), path


def _left_out(name: str) -> bool:
    return any(fnmatch.fnmatch(name, pattern) for pattern in _LEFT_OUT)
