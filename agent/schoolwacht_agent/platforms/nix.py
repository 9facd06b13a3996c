"""What NixOS made part of the running system: paths in the store, `/nix/store/<hash>-name-version[-output]`.

The system's own list is what /run/current-system/sw points at. The version begins at the first hyphen that a digit
follows (builtins.parseDrvName). Paths without a version are parts of the set-up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Program

SOURCE = "nix"
STORE = "nix/store"
SYSTEM = "run/current-system/sw/bin"
_PATH = re.compile(
    r"(?:/nix/store/)?[a-z0-9]{32}-(?P<name>[A-Za-z0-9+._?=-]+?)-(?P<version>\d[A-Za-z0-9+._?=-]*?)"
    r"(?:-(?:bin|dev|lib|out|man|doc|info|data|debug|static|fish-completions))?(?:/.*)?",
    re.ASCII,
)
_NOT_INSTALLED = re.compile(r"\.(?:drv|tar\.\w+|patch|zip)\Z")
_MOST = 50_000
_LONGEST = 300


def parse_path(text: str) -> Program | None:
    """A package out of a path in the store; None for what has no version."""
    path = text.strip()
    match = _PATH.fullmatch(path) if len(path) < _LONGEST else None
    if match is None or _NOT_INSTALLED.search(match["version"]):
        return None
    return Program(match["name"], match["version"], SOURCE)


def parse_list(lines: Iterable[str]) -> Iterator[Program]:
    """Each package once, whatever the number of its outputs."""
    seen: set[tuple[str, str]] = set()
    for line in lines:
        program = parse_path(line)
        if program and (program.name, program.version) not in seen:
            seen.add((program.name, program.version))
            yield program


def read(root: Path) -> Iterator[Program]:
    """What the programs of the running system point at; its folder of programs is a folder of links."""
    return parse_list(_targets(root / SYSTEM))


def _targets(folder: Path) -> Iterator[str]:
    for number, link in enumerate(sorted(folder.iterdir())):
        if number >= _MOST:
            return
        try:
            yield str(link.readlink())
        except OSError:
            continue
