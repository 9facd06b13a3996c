"""Which software is installed for everyone on this machine; what one person installed at home is not looked at.

The list is read again only when dpkg changed it. What was read is kept as one piece of text, which for 3,000 packages
takes a quarter of a megabyte; the same as rows would take several.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms import dpkg
from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.probe import Column, Kind, NoData, Probe, Row, Surroundings, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

SOFTWARE = Table(
    "software",
    "Software installed for everyone on the machine.",
    {
        "source": Column(Kind.TEXT, "Which book-keeping names it, for example dpkg."),
        "name": Column(Kind.TEXT, "Name of the package."),
        "version": Column(Kind.TEXT, "Version, as written there."),
        "architecture": Column(Kind.TEXT, "Processor architecture it was built for, or all."),
        "publisher": Column(Kind.TEXT, "Organisation that built it, where stated; never its maintainer, a person."),
        "size_bytes": Column(Kind.INTEGER, "Space it takes, by the package's own account.", "By"),
        "section": Column(Kind.TEXT, "What it is for, by the archive's own account, for example web."),
    },
    key=("source", "name", "version", "architecture"),
)


def rows(packages: Iterable[Package]) -> Iterator[Row]:
    """One row a package."""
    for package in packages:
        yield SOFTWARE(
            source="dpkg",
            name=package.name,
            version=package.version,
            architecture=package.architecture,
            publisher=package.origin or None,
            size_bytes=package.size_bytes,
            section=package.section or None,
        )


class Shelf:
    """Reads dpkg's list, and remembers it until the file changes."""

    def __init__(self, status: Path) -> None:
        self._status = status
        self._stamp: tuple[int, int] | None = None
        self._lines = ""

    def take(self, _: Surroundings) -> Iterator[Row]:
        """The rows of every installed package."""
        self._look()
        return rows(_package(line) for line in self._lines.splitlines())

    def _look(self) -> None:
        """The only lines that touch the machine."""
        try:
            state = self._status.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if stamp == self._stamp:
                return
            with self._status.open(encoding="utf-8", errors="replace", newline="\n") as lines:
                found = {(p.name, p.version, p.architecture): _line(p) for p in dpkg.parse(lines)}
            self._lines = "\n".join(found.values())
        except OSError as error:
            self._stamp = None
            raise NoData(f"this machine keeps no readable list of packages at {self._status}") from error
        # The stamp of before reading: what changed meanwhile is read next time.
        self._stamp = stamp


def _line(package: Package) -> str:
    size = "" if package.size_bytes is None else str(package.size_bytes)
    parts = (package.name, package.version, package.architecture, package.section, size, package.origin)
    return "\t".join(" ".join(part.split()) for part in parts)  # a split leaves no tab and no end of line within a part


def _package(line: str) -> Package:
    name, version, architecture, section, size, origin = line.split("\t")
    return Package(name, version, architecture, section, int(size) if size else None, origin)


PROBE = Probe(
    "software",
    timedelta(hours=1),
    (SOFTWARE,),
    Shelf(Path("/var/lib/dpkg/status")).take,
    about="Which software is installed.",
)
