"""Entries of the menu, `*.desktop` files (freedesktop.org, Desktop Entry Specification): which file they start."""

from __future__ import annotations

import re
from dataclasses import dataclass

_LARGEST = 64 << 10
_LINE = re.compile(
    r"^(Name|Exec|TryExec|Path|Type|NoDisplay|Hidden|X-AppVersion|X-AppImage-Version) *= *(.*)$", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What the menu shows, and which file it starts."""

    name: str
    program: str
    version: str = ""
    shown: bool = True


def parse(text: str) -> Entry | None:
    """The main group of the file; None when it starts nothing."""
    head = text[:_LARGEST].partition("[Desktop Entry]")[2]
    values: dict[str, str] = {}
    for name, value in _LINE.findall(re.split(r"^\[", head, maxsplit=1, flags=re.MULTILINE)[0]):
        values.setdefault(name, value.strip())
    name, program = values.get("Name", ""), _first(values.get("Exec", "")) or values.get("TryExec", "")
    if not name or not program or values.get("Type", "Application") != "Application":
        return None
    version = values.get("X-AppVersion") or values.get("X-AppImage-Version", "")
    hidden = "true" in {values.get("NoDisplay", ""), values.get("Hidden", "")}
    return Entry(name, program, version, not hidden)


def _first(command: str) -> str:
    """The program of a command line, without `env NAME=value` before it."""
    words = [quoted or plain for quoted, plain in re.findall(r'"([^"]*)"|(\S+)', command[:2000])]
    while words and (words[0].rpartition("/")[2] == "env" or re.match(r"[A-Za-z_]\w*=", words[0])):
        words.pop(0)
    return words[0] if words else ""
