"""Files that are whole at any moment: written beside, flushed to the disk, and put in place in one step."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

_PATIENCE_SECONDS = 3.0
"""How long another program, most often a virus scanner, may keep a file of ours open on Windows."""


def replace_file(path: Path, content: bytes, mode: int = 0o600) -> None:
    """Writes a file so that a reader, or a power cut, sees the old one or the new one and nothing between."""
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode)
        _put_in_place(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def _put_in_place(name: str, path: Path) -> None:
    """Windows refuses for as long as somebody reads the old file, so there it is tried again for a while."""
    patient_until = time.monotonic() + (_PATIENCE_SECONDS if sys.platform == "win32" else 0)
    while True:
        try:
            os.replace(name, path)  # noqa: PTH105 - says what it does: it replaces
        except PermissionError:
            if time.monotonic() >= patient_until:
                raise
            time.sleep(0.05)
        else:
            return


def sync_folder(folder: Path) -> None:
    """Makes a new name in a folder survive a power cut, where folders can be synced."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
