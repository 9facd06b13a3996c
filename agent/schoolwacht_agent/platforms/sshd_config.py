"""Whether somebody may log in over ssh with a password: sshd_config(5).

Of two values the first counts; `Include` is read where it stands; what is below `Match` counts for some only. Both the
password itself and questions from the keyboard, which PAM turns into a password, are on unless switched off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from schoolwacht_agent.platforms.system_files import listed, text

SSHD = ("usr/sbin/sshd", "usr/bin/sshd")
_FILE = "etc/ssh/sshd_config"
_LINE = re.compile(r"\s*([A-Za-z]+)(?:\s*=\s*|\s+)(.*?)\s*")
_DEEPEST = 16  # SERVCONF_MAX_DEPTH of OpenSSH
_MOST_LINES = 20_000
_OLD_NAMES = {"challengeresponseauthentication": "kbdinteractiveauthentication"}

Included = Callable[[str], list[str]]
"""Gives the contents of all files that an Include names."""


@dataclass(frozen=True, slots=True)
class Door:
    """What sshd allows: `yes`, `some` (only where a Match says so), `no`; root also `key`."""

    password: str
    root: str


def parse(content: str, included: Included = lambda _: []) -> Door:
    """The settings of a whole configuration."""
    whole: dict[str, str] = {}
    some: set[tuple[str, str]] = set()
    matched = False
    for name, value in _lines(content, included, 0):
        if name == "match":
            matched = value.casefold() != "all"
        elif matched:
            some.add((name, value.casefold()))
        else:
            whole.setdefault(name, value.casefold())
    methods = whole.get("authenticationmethods", "any")
    keys_only = methods != "any" and all("password" not in way and "keyboard" not in way for way in methods.split())
    ways = ("passwordauthentication", "kbdinteractiveauthentication")
    # Questions from the keyboard ask for nothing where there is no PAM behind them.
    open_ways = [way for way in ways if whole.get(way, "yes") != "no"]
    if whole.get("usepam", "no") == "no" and "kbdinteractiveauthentication" in open_ways:
        open_ways.remove("kbdinteractiveauthentication")
    taken = "no" if keys_only or not open_ways else "yes"
    if taken == "no" and any((way, "yes") in some for way in ways):
        taken = "some"
    root = {"yes": "yes", "no": "no", "forced-commands-only": "no"}.get(whole.get("permitrootlogin", ""), "key")
    return Door(taken, root if root != "yes" or taken != "no" else "key")


def _lines(content: str, included: Included, depth: int) -> Iterator[tuple[str, str]]:
    for raw in content.splitlines()[:_MOST_LINES]:
        match = _LINE.fullmatch(raw)
        if match is None or raw.lstrip().startswith("#"):
            continue
        name, value = match[1].casefold(), match[2].strip('"')
        if name == "include":
            for one in included(value) if depth < _DEEPEST else []:
                yield from _lines(one, included, depth + 1)
        else:
            yield _OLD_NAMES.get(name, name), value


def look(root: Path) -> Door | None:
    """What the sshd of this machine allows; None where none is installed. Raises NotReadable."""
    if not any((root / name).exists() for name in SSHD):
        return None
    reads = 0

    def included(value: str) -> list[str]:
        nonlocal reads
        found = []
        for pattern in value.split():
            inside = pattern.strip('"').lstrip("/") if pattern.startswith(("/", '"/')) else f"etc/ssh/{pattern}"
            for file in listed(root, inside) if ".." not in inside and inside else []:
                reads += 1
                if reads <= 1000 and (content := text(file)) is not None:  # noqa: PLR2004 - files that name each other
                    found.append(content)
        return found

    # Fedora and openSUSE keep the maker's file apart; without any file the defaults count.
    own = text(root / _FILE)
    return parse(own if own is not None else text(root / "usr/etc/ssh/sshd_config") or "", included)
