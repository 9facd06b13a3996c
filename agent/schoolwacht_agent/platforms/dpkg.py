"""Installed packages of Debian and its kin, from dpkg's own book-keeping, /var/lib/dpkg/status.

The file is a row of paragraphs of "Name: value" lines (deb-control(5)); a package counts as installed when the third
word of its Status is "installed", as `dpkg-query` counts. The maintainer is a person with an address: it is not read.
What `dpkg-query --show` with tabs between its fields and `dpkg --list` print is read too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program

SOURCE = "dpkg"
STATUS = "var/lib/dpkg/status"
_WANTED = re.compile(
    r"^(Package|Status|Version|Architecture|Section|Installed-Size|Origin):(.*)$", re.MULTILINE | re.IGNORECASE
)
_STATUS_WORDS = 3
_KIBIBYTE = 1024
_LARGEST_PARAGRAPH = 1 << 20
_SIZE = re.compile(r"\d{1,14}", re.ASCII)
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]*(?::[a-z0-9-]+)?", re.ASCII)
_LISTED = re.compile(r"([uihrp][ncHUFWti])[R ]? +(\S+) +(\S+) +(\S+)(?: .*)?")
_BY_SECTION = {
    "fonts": Kind.FONT,
    "kernel": Kind.SYSTEM,
    "libs": Kind.COMPONENT,
    "localization": Kind.LANGUAGE,
    "oldlibs": Kind.COMPONENT,
}


def parse(lines: Iterable[str]) -> Iterator[Program]:
    """Reads line by line, holding one paragraph at a time. Paragraphs that make no sense are left out."""
    paragraph: list[str] = []
    size = 0
    for line in lines:
        if not line.isspace() and line:
            size += len(line)
            if line[0] not in " \t" and size < _LARGEST_PARAGRAPH:  # long values go on with a blank; none is wanted
                paragraph.append(line if line[-1] == "\n" else f"{line}\n")
        elif paragraph:
            yield from _installed("".join(paragraph))
            paragraph.clear()
            size = 0
    yield from _installed("".join(paragraph))


def read(root: Path) -> Iterator[Program]:
    """The packages of the system below this root. Raises OSError."""
    with (root / STATUS).open(encoding="utf-8", errors="replace", newline="\n") as lines:
        yield from parse(lines)


def _installed(paragraph: str) -> Iterator[Program]:
    found = {name.casefold(): value.strip() for name, value in _WANTED.findall(paragraph)}
    status = found.get("status", "").split()
    name = found.get("package", "")
    if len(status) != _STATUS_WORDS or status[2] != "installed" or not name:
        return
    yield _program(
        name,
        found.get("version", ""),
        found.get("architecture", ""),
        found.get("section", ""),
        found.get("installed-size", ""),
        _organisation(found.get("origin", "")),
    )


def _program(name: str, version: str, architecture: str, section: str, size: str, origin: str = "") -> Program:
    return Program(
        name,
        version,
        SOURCE,
        origin,
        architecture,
        size_bytes=int(size) * _KIBIBYTE if _SIZE.fullmatch(size) else None,
        kind=_BY_SECTION.get(section.rpartition("/")[2], Kind.PACKAGE),
        section=section,
    )


def _organisation(origin: str) -> str:
    """The organisation's name without an address behind it."""
    name = origin.partition("<")[0].strip()
    return "" if "@" in name else name


def parse_query(text: str) -> Iterator[Program]:
    """Lines of `dpkg-query --show` (name, architecture, version, size in KiB, section, state) or of `dpkg --list`.

    Without the architecture (name, version, size, description) they are read too: a version begins with a number.
    """
    for line in text.splitlines():
        if line.count("\t") > 1:
            yield from _shown([part.strip() for part in line.split("\t")])
        elif (match := _LISTED.fullmatch(line.rstrip())) and match[1][1] == "i":
            yield _program(match[2], match[3], match[4], "", "")


def _shown(parts: list[str]) -> Iterator[Program]:
    if parts[1][:1].isdigit():
        parts = [parts[0], "", *parts[1:3]]
    name, architecture, version, size, section, state = (*parts, "", "", "", "")[:6]
    if _NAME.fullmatch(name) and version[:1].isalnum() and state.split()[-1:] in ([], ["installed"]):
        yield _program(name, version, architecture, section, size)
