"""The beginning or the end of a file that a backup program wrote; never a pipe, a device or a folder."""

from __future__ import annotations

import os
import stat
from pathlib import Path

MOST = 1 << 20
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)


def head(path: Path, most: int = MOST) -> bytes | None:
    """The first bytes; None when it cannot be read."""
    return _piece(path, most, from_end=False)


def tail(path: Path, most: int = MOST) -> bytes | None:
    """The last bytes; None when it cannot be read."""
    return _piece(path, most, from_end=True)


def text_tail(path: Path, most: int = MOST) -> str | None:
    """The end of a text, in UTF-8 or in what Windows redirects to (UTF-16 with its mark)."""
    read = tail(path, most)
    return None if read is None else decoded(read)


def decoded(read: bytes) -> str:
    """Text of a file; what is no text becomes a sign for that."""
    if read[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return read.decode("utf-16", errors="replace")
    return read.decode("utf-8-sig", errors="replace")


def modified_ms(path: Path) -> int | None:
    """When a file was last written."""
    try:
        return path.stat().st_mtime_ns // 1_000_000
    except (OSError, ValueError):
        return None


def _piece(path: Path, most: int, *, from_end: bool) -> bytes | None:
    try:
        opened = os.open(path, _FLAGS)
    except (OSError, ValueError):
        return None
    try:
        seen = os.fstat(opened)
        if not stat.S_ISREG(seen.st_mode):
            return None
        with os.fdopen(opened, "rb", closefd=False) as file:
            file.seek(max(0, seen.st_size - most) if from_end else 0)
            return file.read(most)
    except OSError:
        return None
    finally:
        os.close(opened)
