"""Keeps the home its owner's alone: for what is made from now on, and for what earlier releases left open."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

_OWNER = 0o700


def tighten(home: Path) -> None:
    """Files made from here on are for their owner only; those that are there become so. Not on Windows: ACLs do it."""
    if sys.platform == "win32":
        return
    from schoolwacht_collector.entrypoints.checks.files import guarded

    os.umask(0o077)
    for path in [home, *guarded(home)]:
        with contextlib.suppress(PermissionError):  # another's file: the doctor says so
            if path.stat().st_mode & 0o077 and path.stat().st_uid == os.geteuid():
                path.chmod(path.stat().st_mode & _OWNER)
