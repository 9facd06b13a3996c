"""Installed packages of Arch and its kin, out of pacman's own files: one folder a package below /var/lib/pacman/local.

Its file `desc` has blocks of a `%NAME%` line and values up to an empty line (alpm's local database). What
`pacman --query --info` prints, "Name : value" lines, is read too. The packager is a person: not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.rpm import day_of

SOURCE = "pacman"
LOCAL = "var/lib/pacman/local"
_LARGEST = 1 << 20
_BLOCK = re.compile(r"^%(NAME|VERSION|ARCH|SIZE|INSTALLDATE|GROUPS|BASE)%\n([^\n]*)", re.MULTILINE)
_LINE = re.compile(r"^(Name|Version|Architecture|Groups|Installed Size|Install Date) *: (.*)$", re.MULTILINE)
_SHORT = re.compile(r"([a-z0-9@_+][\w@.+-]*) ((?:\d+:)?[^\s:-]+-\d+(?:\.\d+)?)", re.ASCII)
_SIZE = re.compile(r"(\d{1,9}(?:[.,]\d{1,3})?) (B|KiB|MiB|GiB)")
_UNITS = {"B": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30}
_DATES = ("%a %b %d %H:%M:%S %Y", "%a %d %b %Y %I:%M:%S %p %Z", "%a %d %b %Y %H:%M:%S %Z", "%a %b %d %H:%M:%S %Z %Y")
_KERNELS = frozenset({"linux", "linux-lts", "linux-zen", "linux-hardened"})


def parse(text: str) -> Program | None:
    """One package out of its `desc`; None when it has no name or version."""
    found = {name: value.strip() for name, value in _BLOCK.findall(text[:_LARGEST])}
    size = found.get("SIZE", "")
    return _program(
        found.get("NAME", ""),
        found.get("VERSION", ""),
        found.get("ARCH", ""),
        found.get("GROUPS", ""),
        int(size) if re.fullmatch(r"\d{1,15}", size, re.ASCII) else None,
        day_of(found.get("INSTALLDATE", "")),
    )


def parse_query(text: str) -> Iterator[Program]:
    """Packages as `pacman --query --info` prints them, with an empty line between two."""
    for paragraph in re.split(r"\n\s*\n", text):
        found = {name: value.strip() for name, value in _LINE.findall(paragraph)}
        groups = found.get("Groups", "")
        program = _program(
            found.get("Name", ""),
            found.get("Version", ""),
            found.get("Architecture", ""),
            "" if groups == "None" else groups,
            _size(found.get("Installed Size", "")),
            _day(found.get("Install Date", "")),
        )
        if program:
            yield program


def parse_short(text: str) -> Iterator[Program]:
    """Lines of plain `pacman --query`: name and version."""
    for line in text.splitlines():
        match = _SHORT.fullmatch(line.rstrip())
        program = _program(match[1], match[2], "", "", None, None) if match else None
        if program:
            yield program


def _program(
    name: str, version: str, architecture: str, groups: str, size: int | None, day: str | None
) -> Program | None:
    if not name or not version:
        return None
    kind = Kind.SYSTEM if name in _KERNELS else Kind.FONT if name.startswith(("ttf-", "otf-")) else Kind.PACKAGE
    return Program(
        name, version, SOURCE, "", architecture, installed_on=day, size_bytes=size, kind=kind, section=groups
    )


def _size(text: str) -> int | None:
    match = _SIZE.fullmatch(text)
    return round(float(match[1].replace(",", ".")) * _UNITS[match[2]]) if match else None


def _day(text: str) -> str | None:
    for form in _DATES:
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC).strftime("%Y-%m-%d")
        except ValueError:
            continue
    return None


def read(root: Path) -> Iterator[Program]:
    """The packages of the system below this root. A folder without a readable `desc` is left out."""
    for folder in sorted((root / LOCAL).iterdir()):
        try:
            text = (folder / "desc").read_bytes()[:_LARGEST].decode("utf-8", errors="replace")
        except OSError:
            continue
        if program := parse(text):
            yield program
