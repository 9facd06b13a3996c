"""Installed packages of Alpine and its kin, from apk's own book-keeping, /lib/apk/db/installed.

Paragraphs of "letter:value" lines (apk-package(5), "installed database"): P name, V version, A architecture, I size in
bytes, o origin package. Who maintains it (m) is a person: not read. `apk list --installed` and `apk info -v` are read
too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program

SOURCE = "apk"
INSTALLED = ("lib/apk/db/installed", "usr/lib/apk/db/installed")
_WANTED = frozenset("PVAIt")
_LISTED = re.compile(r"(\S+?)-(\d[^\s-]*(?:-r\d+)?)(?: (\S+) \{.*\} \(.*\)(?: \[(.*)\])?)?")


def parse(lines: Iterable[str]) -> Iterator[Program]:
    """Reads line by line, holding one paragraph at a time."""
    found: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            yield from _program(found)
            found = {}
        elif line[1:2] == ":" and line[0] in _WANTED:
            found[line[0]] = line[2:].strip()
    yield from _program(found)


def _program(found: dict[str, str]) -> Iterator[Program]:
    name, version, size = found.get("P", ""), found.get("V", ""), found.get("I", "")
    if not name or name.startswith("."):  # names with a point stand for a choice of packages, not for one
        return
    yield Program(
        name,
        version,
        SOURCE,
        "",
        found.get("A", ""),
        size_bytes=int(size) if re.fullmatch(r"\d{1,15}", size, re.ASCII) else None,
        kind=_kind(name),
    )


def _kind(name: str) -> Kind:
    if name.startswith("font-"):
        return Kind.FONT
    return Kind.SYSTEM if name in {"linux-lts", "linux-virt"} else Kind.PACKAGE


def parse_list(text: str) -> Iterator[Program]:
    """Lines of `apk list --installed`, or of `apk info -v` with nothing but name and version."""
    for line in text.splitlines():
        match = _LISTED.fullmatch(line.strip())
        if match and (match[4] or "installed").startswith("installed"):
            yield Program(match[1], match[2], SOURCE, "", match[3] or "", kind=_kind(match[1]))


def read(root: Path) -> Iterator[Program]:
    """The packages of the system below this root. Raises OSError when a list is there and cannot be read."""
    for place in INSTALLED:
        if (root / place).is_file():
            with (root / place).open(encoding="utf-8", errors="replace", newline="\n") as lines:
                yield from parse(lines)
            return
