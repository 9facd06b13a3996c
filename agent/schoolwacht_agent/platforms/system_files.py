"""Reads the small text files in which a system writes how it was set up. What cannot be read is told from what is not.

Every reader takes a piece of bounded length: a file of settings that is larger than that is none.
"""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

MOST_BYTES = 256 << 10


class NotReadable(Exception):  # noqa: N818 - a state of the machine, not a failure
    """The file is there, but not for this account."""


def text(file: Path, most: int = MOST_BYTES) -> str | None:
    """What stands in the file, None where there is none; raises NotReadable. Pipes and devices are no files."""
    try:
        if not stat.S_ISREG(file.stat().st_mode):
            return None
        with file.open("rb") as opened:
            return opened.read(most).decode("utf-8", errors="replace")
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:  # ValueError: NUL in a name
        raise NotReadable(file.name) from error


def text_or_nothing(file: Path, most: int = MOST_BYTES) -> str:
    """The same where it makes no difference why nothing is known."""
    try:
        return text(file, most) or ""
    except NotReadable:
        return ""


def line(file: Path) -> str | None:
    """The first line of a small file such as those of sysfs, without blanks around it; None where there is none."""
    return text_or_nothing(file, 4096).partition("\n")[0].strip("\0 \t\r") or None


def shown(content: str, longest: int) -> str:
    """The text on one line without what cannot be seen, at most so long."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in content[: 4 * longest]).split())[:longest]


def listed(folder: Path, pattern: str = "*") -> list[Path]:
    """What lies in a folder, by name; nothing where it cannot be looked into."""
    try:
        return sorted(folder.glob(pattern))
    except (OSError, ValueError):
        return []


def sections(content: str, *, comments: str = "#;") -> dict[str, dict[str, str]]:
    """Settings of the kind `[section]` and `name = value`; names in small letters, the last of two wins."""
    found: dict[str, dict[str, str]] = {}
    here: dict[str, str] = found.setdefault("", {})
    for raw in content.splitlines():
        entry = raw.strip()
        if not entry or entry[0] in comments:
            continue
        if entry.startswith("[") and entry.endswith("]"):
            here = found.setdefault(entry[1:-1].strip().casefold(), {})
            continue
        name, equals, value = entry.partition("=")
        if equals:
            here[name.strip().casefold()] = value.strip().strip('"')
    return found


def merged(contents: Iterable[str]) -> dict[str, dict[str, str]]:
    """The same of several files, of which a later one overrules those before it."""
    found: dict[str, dict[str, str]] = {}
    for content in contents:
        for name, values in sections(content).items():
            found.setdefault(name, {}).update(values)
    return found
