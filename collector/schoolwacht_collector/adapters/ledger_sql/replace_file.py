"""Putting files in place so that a power cut leaves the old or the new one, never half of either."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def sync_file(path: Path) -> None:
    """Returns once the file's content is on the disk."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def replace_durably(new: Path, old: Path) -> None:
    """Moves a synced file over another one of the same folder, and syncs the folder where that is possible."""
    new.replace(old)
    sync_folder(old.parent)


def sync_folder(folder: Path) -> None:
    """Returns once the names in the folder are on the disk. Windows keeps names by itself."""
    if sys.platform == "win32":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
