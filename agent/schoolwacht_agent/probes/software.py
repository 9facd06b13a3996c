"""Which software is installed for everyone on this machine; what one person installed at home is not looked at.

Each book-keeping (dpkg, rpm, flatpak, snap) is read again only when it changed. What was read is kept as one piece of
text, which for 3,000 packages takes a quarter of a megabyte; the same as rows would take several.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import dpkg, flatpak, programs, rpm, snap
from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.probe import Column, Kind, NoData, Probe, Row, Surroundings, Table

SOFTWARE = Table(
    "software",
    "Software installed for everyone on the machine.",
    {
        "source": Column(Kind.TEXT, "Which book-keeping names it: dpkg, rpm, flatpak or snap."),
        "name": Column(Kind.TEXT, "Name of the package."),
        "version": Column(Kind.TEXT, "Version, as written there."),
        "architecture": Column(Kind.TEXT, "Processor architecture it was built for, or all."),
        "publisher": Column(Kind.TEXT, "Organisation that built it, where stated; never its maintainer, a person."),
        "size_bytes": Column(Kind.INTEGER, "Space it takes, by the package's own account.", "By"),
        "section": Column(Kind.TEXT, "What it is for, by the archive's own account, for example web."),
    },
    key=("source", "name", "version", "architecture"),
)


_SECONDS = 120.0
_PATIENCE = 3
"""Looks in a row at which a book may fail before the machine's list goes on without it."""
Stamp = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """One book-keeping: when it changed, nothing but None where there is none of it, and how it is read."""

    source: str
    stamp: Callable[[], Stamp]
    read: Callable[[], Iterable[Package]]


def rows(source: str, packages: Iterable[Package]) -> Iterator[Row]:
    """One row a package."""
    for package in packages:
        yield SOFTWARE(
            source=source,
            name=package.name,
            version=package.version,
            architecture=package.architecture,
            publisher=package.origin or None,
            size_bytes=package.size_bytes,
            section=package.section or None,
        )


class Shelf:
    """Reads one book, and remembers it until it changes."""

    def __init__(self, book: Book) -> None:
        self.source = book.source
        self._book = book
        self._stamp: Stamp | None = None
        self._lines = ""
        self._failures = 0

    def look(self) -> bool:
        """The only lines that touch the machine. Tells whether there is such a book here."""
        stamp = self._book.stamp()
        if not any(part is not None for part in stamp):
            self._stamp, self._lines = None, ""
            return False
        if stamp == self._stamp:
            return True
        try:
            found = {(p.name, p.version, p.architecture): _line(p) for p in self._book.read()}
        except (OSError, programs.NoAnswer) as error:
            self._bear(error)
            return True
        self._lines = "\n".join(found.values())
        # The stamp of before reading: what changed meanwhile is read next time.
        self._stamp, self._failures = stamp, 0
        return True

    def rows(self) -> Iterator[Row]:
        """The rows of every package that was read last."""
        return rows(self.source, (_package(line) for line in self._lines.splitlines()))

    def _bear(self, error: Exception) -> None:
        """A book that cannot be read now keeps what it said; without that, the whole list waits a few times for it.

        Half a list would look as if the other half had been removed from the machine.
        """
        self._failures += 1
        if not self._lines and self._failures < _PATIENCE:
            raise NoData(f"the list of {self.source} cannot be read now: {error}") from error


class Library:
    """All books of this machine."""

    def __init__(self, books: Sequence[Book]) -> None:
        self._shelves = [Shelf(book) for book in books]

    def take(self, _: Surroundings) -> Iterator[Row]:
        """The rows of every installed package."""
        here = [shelf for shelf in self._shelves if shelf.look()]
        if not here:
            raise NoData("this machine keeps no list of packages that can be read")
        return (row for shelf in here for row in shelf.rows())


def _line(package: Package) -> str:
    size = "" if package.size_bytes is None else str(package.size_bytes)
    parts = (package.name, package.version, package.architecture, package.section, size, package.origin)
    return "\t".join(" ".join(part.split()) for part in parts)  # a split leaves no tab and no end of line within a part


def _package(line: str) -> Package:
    name, version, architecture, section, size, origin = line.split("\t")
    return Package(name, version, architecture, section, int(size) if size else None, origin)


def books(root: Path, folders: Sequence[Path] = programs.FOLDERS) -> tuple[Book, ...]:
    """Every book-keeping that we can read, on the system under this root."""
    status = root / "var/lib/dpkg/status"
    return (
        Book("dpkg", lambda: _changed(status), lambda: _of_dpkg(status)),
        Book("rpm", lambda: rpm.stamp(root), lambda: rpm.parse(_said("rpm", rpm.QUERY, folders))),
        Book("flatpak", lambda: flatpak.stamp(root), lambda: flatpak.parse(_said("flatpak", flatpak.LIST, folders))),
        Book("snap", lambda: snap.stamp(root), lambda: snap.mounted(root)),
    )


def _changed(file: Path) -> Stamp:
    try:
        state = file.stat()
    except OSError:
        return (None,)
    return (state.st_mtime_ns, state.st_size)


def _of_dpkg(status: Path) -> Iterator[Package]:
    with status.open(encoding="utf-8", errors="replace", newline="\n") as lines:
        yield from dpkg.parse(lines)


def _said(program: str, arguments: Sequence[str], folders: Sequence[Path]) -> str:
    said = programs.ask(program, *arguments, seconds=_SECONDS, folders=folders)
    if said.code != 0:
        raise programs.NoAnswer("failed")
    return said.text


PROBE = Probe(
    "software",
    timedelta(hours=1),
    (SOFTWARE,),
    Library(books(Path("/"))).take,
    about="Which software is installed.",
    patience=timedelta(seconds=30),
)
