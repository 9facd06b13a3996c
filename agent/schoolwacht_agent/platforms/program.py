"""One installed thing, in one shape for every operating system and every book-keeping.

Readers of dpkg, rpm, the Windows registry, macOS and others fill it in; `surveys/software.py` turns it into a row.
Names and versions are exactly as found. None, or an empty text, means: the book does not say.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What sort of thing is installed."""

    APPLICATION = "application"
    COMPONENT = "component"
    """Belongs to something else: a runtime, a library, a part of a suite."""
    DRIVER = "driver"
    EXTENSION = "extension"
    """Of a browser."""
    FONT = "font"
    HOTFIX = "hotfix"
    """A repair of the operating system."""
    LANGUAGE = "language"
    """A language pack or spelling list."""
    PACKAGE = "package"
    """What a package manager keeps without saying whether a person starts it."""
    SYSTEM = "system"
    """The operating system itself: kernels and what it cannot start without."""
    UPDATE = "update"
    """A repair of an application."""


MACHINE = "machine"
USER = "user"


@dataclass(frozen=True, slots=True)
class Program:
    """One installed thing."""

    name: str
    version: str = ""
    source: str = ""
    """Which book names it: dpkg, rpm, uninstall, msix, homebrew, ..."""
    publisher: str = ""
    """An organisation, never a person."""
    architecture: str = ""
    """As the book writes it: amd64, x86_64, x64, x86, all, ..."""
    scope: str = MACHINE
    """`machine` when everyone has it, `user` when one person has it; never whose."""
    installed_on: str | None = None
    """Year-month-day."""
    size_bytes: int | None = None
    upgrade_code: str | None = None
    """What stays the same over all versions: the upgrade code of an MSI, the package family of an MSIX, a bundle's
    identifier."""
    product_code: str | None = None
    """What names this very version: the product code of an MSI."""
    kind: str = Kind.APPLICATION
    """A word of `Kind`."""
    parent: str | None = None
    """Name of what it belongs to, or repairs."""
    section: str = ""
    """What it is for, by the archive's own account, for example web."""
    hidden: str | None = None
    """Why it is not counted as an installed program, in one word such as `twin`; None for what counts."""
