"""Small files in which the Linux kernel tells one fact each, as in /sys; a file that cannot be read tells nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 4096
_MOST_ENTRIES = 4096


def words(file: Path, most: int = _MOST_BYTES) -> str:
    """What the file says, without the white space around it."""
    try:
        with file.open("rb") as opened:
            return opened.read(most).decode("utf-8", errors="replace").strip()
    except (OSError, ValueError):
        return ""


def count(file: Path) -> int | None:
    """The whole number in the file; None if there is none or more than 18 digits."""
    text = words(file)
    return int(text) if re.fullmatch(r"\d{1,18}", text, re.ASCII) else None


def entries(folder: Path, pattern: str = "*") -> list[Path]:
    """What lies in a folder, by name; a folder that does not exist holds nothing."""
    try:
        return sorted(folder.glob(pattern))[:_MOST_ENTRIES]
    except OSError:
        return []
