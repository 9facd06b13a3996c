"""Installed packages of Gentoo: folders below /var/db/pkg, one for each category with one for each package in it.

The folder's name is the package with its version (PMS, "Package names" and "Version specifications"). What
`equery list` and `qlist -Iv` print, `category/name-version`, is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program

SOURCE = "portage"
HOME = "var/db/pkg"
_ATOM = re.compile(
    r"(?P<category>[A-Za-z0-9_][A-Za-z0-9+_.-]*)/(?P<name>[A-Za-z0-9_][A-Za-z0-9+_-]*?)"
    r"-(?P<version>\d+(?:\.\d+)*[a-z]?(?:_(?:alpha|beta|pre|rc|p)\d*)*(?:-r\d+)?)(?::\S*)?",
    re.ASCII,
)


def parse_atom(text: str) -> Program | None:
    """A package out of `category/name-version`."""
    match = _ATOM.fullmatch(text[:300])
    if match is None:
        return None
    kind = Kind.FONT if match["category"] == "media-fonts" else Kind.PACKAGE
    return Program(match["name"], match["version"], SOURCE, kind=kind, section=match["category"])


def parse_list(text: str) -> Iterator[Program]:
    """Each line that holds a package, with marks such as `[IP-] [  ]` and a slot around it."""
    for line in text.splitlines():
        found = [program for word in line.split() if (program := parse_atom(word.rstrip(":")))]
        yield from found[:1]


def read(root: Path) -> Iterator[Program]:
    """The packages of the system below this root. Raises OSError."""
    for category in sorted((root / HOME).iterdir()):
        if category.is_dir():
            found = (parse_atom(f"{category.name}/{folder.name}") for folder in sorted(category.iterdir()))
            yield from filter(None, found)
