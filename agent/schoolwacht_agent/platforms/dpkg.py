"""Installed packages of Debian and its kin, from dpkg's own book-keeping, /var/lib/dpkg/status.

The file is a row of paragraphs of "Name: value" lines (deb-control(5)); a package counts as installed when the third
word of its Status is "installed", as `dpkg-query` counts. The maintainer is a person with an address: it is not read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_WANTED = frozenset({"package", "status", "version", "architecture", "section", "installed-size", "origin"})
_STATUS_WORDS = 3
_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Package:
    """One installed package. `origin` is the organisation that built it, which few archives state."""

    name: str
    version: str
    architecture: str
    section: str = ""
    size_bytes: int | None = None
    origin: str = ""


def parse(lines: Iterable[str]) -> Iterator[Package]:
    """Reads line by line, holding one paragraph at a time. Paragraphs that make no sense are left out."""
    paragraph: dict[str, str] = {}
    for line in lines:
        if not line.strip():
            yield from _installed(paragraph)
            paragraph = {}
        elif not line[0].isspace():  # an indented line goes on with a long value, and no wanted value is long
            name, colon, value = line.partition(":")
            if colon and (key := name.casefold()) in _WANTED:
                paragraph[key] = value.strip()
    yield from _installed(paragraph)


def _installed(paragraph: dict[str, str]) -> Iterator[Package]:
    status = paragraph.get("status", "").split()
    name, version = paragraph.get("package", ""), paragraph.get("version", "")
    if len(status) != _STATUS_WORDS or status[2] != "installed" or not name:
        return
    size = paragraph.get("installed-size", "")
    yield Package(
        name=name,
        version=version,
        architecture=paragraph.get("architecture", ""),
        section=paragraph.get("section", ""),
        size_bytes=int(size) * _KIBIBYTE if size.isascii() and size.isdigit() and len(size) < 15 else None,  # noqa: PLR2004 - more is no size
        origin=_organisation(paragraph.get("origin", "")),
    )


def _organisation(origin: str) -> str:
    """The organisation's name without an address behind it."""
    name = origin.partition("<")[0].strip()
    return "" if "@" in name else name
