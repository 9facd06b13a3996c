"""Installed packages of Slackware: one file each below /var/lib/pkgtools/packages, /var/log/packages before 15.0.

The file's name is `name-version-architecture-build`, in which only the name may hold more hyphens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Program

SOURCE = "slackware"
HOMES = ("var/lib/pkgtools/packages", "var/log/packages")
_NAME = re.compile(r"(\S+)-([^\s-]+)-(noarch|fw|arm\w*|aarch64|i?\d86(?:_64)?|x86_64|s390x?)-(\d[^\s-]*)", re.ASCII)


def parse_name(text: str) -> Program | None:
    """A package out of the name of its file."""
    match = _NAME.fullmatch(text[:300].strip().rpartition("/")[2])
    return Program(match[1], f"{match[2]}-{match[4]}", SOURCE, "", match[3]) if match else None


def parse_list(text: str) -> Iterator[Program]:
    """Each line that is such a name."""
    return filter(None, map(parse_name, text.splitlines()))


def read(root: Path) -> Iterator[Program]:
    """The packages of the system below this root."""
    for home in HOMES:
        if (root / home).is_dir():
            yield from filter(None, (parse_name(file.name) for file in sorted((root / home).iterdir())))
            return
