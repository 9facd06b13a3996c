"""Which software is installed, whatever book names it: package managers, the Windows registry, macOS, browser policies.

What one person installed is told only where the machine itself tells it without looking into homes, and never whose it
is. Entries that are hidden, parts or twins of others are not told, so that one product counts once.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

from schoolwacht_agent.platforms import programs, software_books
from schoolwacht_agent.platforms.program import MACHINE, Program
from schoolwacht_agent.platforms.program import Kind as Sort
from schoolwacht_agent.platforms.software_books import Book
from schoolwacht_agent.platforms.titles.normaliser import Titled, kind_of, same, titled
from schoolwacht_agent.platforms.titles.ordered_version import ordered
from schoolwacht_agent.platforms.windows.registry import NoRegistry
from schoolwacht_agent.probe import Column, Finding, Group, Kind, Missing, NoData, Probe, Row, Surroundings, Table

SOFTWARE = Table(
    "software",
    "Software that is installed on the machine.",
    {
        "source": Column(
            Kind.TEXT,
            "Which book-keeping names it: dpkg, rpm, pacman, apk, portage, slackware, nix, flatpak, snap, appimage, "
            "opt, uninstall, msix, hotfix, browser_policy, or one of macOS.",
        ),
        "name": Column(Kind.TEXT, "Name, as written there."),
        "version": Column(Kind.TEXT, "Version, as written there."),
        "architecture": Column(Kind.TEXT, "Processor architecture it was built for, or all."),
        "publisher": Column(Kind.TEXT, "Organisation that built it, where stated; never its maintainer, a person."),
        "size_bytes": Column(Kind.INTEGER, "Space it takes, by the package's own account.", "By"),
        "section": Column(Kind.TEXT, "What it is for, by the archive's own account, for example web."),
        "title": Column(
            Kind.TEXT,
            "Name of the product without version, edition, language and architecture; none when it is the name.",
        ),
        "edition": Column(Kind.TEXT, "Edition and release year out of the name, for example Professional Plus 2019."),
        "ordered_version": Column(Kind.TEXT, "Sorts as text in the order in which the versions of a title followed."),
        "scope": Column(Kind.TEXT, "machine when everyone has it, user when one person or some have it; never who."),
        "installed_on": Column(Kind.TEXT, "Day it was installed or last renewed, year-month-day."),
        "upgrade_code": Column(
            Kind.TEXT, "What stays the same over all versions: upgrade code, package family or bundle identifier."
        ),
        "kind": Column(
            Kind.TEXT,
            "application, package, component, driver, extension, font, language, system, update or hotfix.",
        ),
        "parent": Column(Kind.TEXT, "Name of what it belongs to or repairs; for an extension its browsers."),
    },
    key=("source", "name", "version", "architecture"),
)
_PASSING = frozenset({"timed_out", "too_much", "not_started"})
_NAMED_FOR_MACHINES = frozenset(
    {
        "dpkg",
        "rpm",
        "pacman",
        "apk",
        "portage",
        "slackware",
        "nix",
        "snap",
        "flatpak",
        "browser_policy",
        "hotfix",
        "homebrew",
        "homebrew-cask",
    }
)
"""Books whose names are chosen for programs, not for people: a number in them belongs to the name."""


def rows(found: Iterable[Program]) -> Iterator[Row]:
    """One row for each that counts; of several with one key, the one of the machine."""
    kept: dict[tuple[str, ...], Program] = {}
    for program in found:
        if program.hidden is not None or not program.name.strip():
            continue
        key = (program.source, _line(program.name), _line(program.version), program.architecture)
        if key not in kept or (program.scope == MACHINE and kept[key].scope != MACHINE):
            kept[key] = program
    return (_row(program) for program in kept.values())


def _row(program: Program) -> Row:
    source, name, version = program.source, _line(program.name), _line(program.version)
    means = _title(source, name, version, program)
    return SOFTWARE(
        source=source,
        name=name,
        version=version,
        architecture=program.architecture,
        publisher=_line(program.publisher) or None,
        size_bytes=program.size_bytes,
        section=_line(program.section) or None,
        title=means.title if means.title != name else None,
        edition=means.edition or None,
        ordered_version=ordered(version) or None,
        scope=program.scope,
        installed_on=program.installed_on,
        upgrade_code=program.upgrade_code,
        kind=str(kind_of(name, program.kind)),
        parent=_line(program.parent) or None if program.parent else None,
    )


def _title(source: str, name: str, version: str, program: Program) -> Titled:
    if program.kind in {Sort.UPDATE, Sort.HOTFIX}:
        return Titled(name)
    if source in _NAMED_FOR_MACHINES:
        return Titled(same(name) or name)
    return titled(name, version)


def _line(text: str) -> str:
    """On one line, without control characters; else exactly as found."""
    if text.isprintable():
        return text.strip()
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def take(_: Surroundings) -> Iterator[Finding]:
    """What is installed here."""
    if sys.platform == "win32":
        from schoolwacht_agent.platforms.windows import software_books as of_windows

        try:
            return rows(of_windows.programs())
        except NoRegistry as error:
            raise NoData(str(error), "Run the agent as its service, as LocalSystem.") from error
    if sys.platform == "darwin":
        from schoolwacht_agent.platforms.macos import software as of_macos

        return rows(of_macos.programs())
    return of_books(software_books.books(Path("/")))


def of_books(books: Sequence[Book]) -> Iterator[Finding]:
    """The rows of all books; or that they cannot be told now, when one of them cannot be read now.

    Half a list would look as if the other half had been removed from the machine. A book that says it is broken does
    not hold up the others for ever: where others tell something, the list goes on without it.
    """
    found: list[Program] = []
    broken: list[Missing] = []
    for book in filter(_is_here, books):
        try:
            found += book.read()
        except (OSError, programs.NoAnswer) as error:
            code = str(error) if isinstance(error, programs.NoAnswer) else type(error).__name__
            missing = Missing(SOFTWARE, f"the list of {book.source} cannot be read now: {code}", book.remedy)
            if code in _PASSING:
                return iter((missing,))
            broken.append(missing)
    if not found and not broken:
        raise NoData("this machine keeps no list of packages that can be read")
    return rows(found) if found else iter(broken[:1])


def _is_here(book: Book) -> bool:
    return book.here


PROBE = Probe(
    "software",
    timedelta(hours=6),
    (SOFTWARE,),
    take,
    about="Which software is installed.",
    patience=timedelta(seconds=120),
    group=Group.SOFTWARE,
)
