"""Installed packages of Fedora, openSUSE and their kin, by `rpm --query --all` in a form of our own choice.

One line a package with tabs between the fields. The database itself has changed its format twice; its own program reads
it. The vendor is an organisation in most archives, and a person in the archives that persons keep: those are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.update_state import changed_ms

SOURCE = "rpm"
QUERY = (
    "--query",
    "--all",
    "--nodigest",
    "--nosignature",
    "--queryformat",
    r"%{NAME}\t%{ARCH}\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\t%{SIZE}\t%{VENDOR}\t%{GROUP}\n",
)
"""Arguments of the call whose answer `parse` reads."""
FILES = ("--query", "--all", "--nodigest", "--nosignature", "--queryformat", r"[%{DIRNAMES}\n]")
"""Arguments of the call that names every folder in which a package has files."""
DATABASES = ("usr/lib/sysimage/rpm", "var/lib/rpm")
_FILES = ("rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages.db", "Packages")
_FIELDS = 7
_FULL_NAME = re.compile(
    r"(\S+)-([^\s-]+-[^\s-]+)\.(noarch|x86_64|i[3-6]86|aarch64|armv7hl|ppc64(?:le)?|s390x|riscv64)(?:\s|\Z)", re.ASCII
)
_NOTHING = frozenset({"", "(none)", "None"})
_PERSON = re.compile(r"@|\bhome:|copr\W+user|^user\b", re.IGNORECASE)
_KEY = "gpg-pubkey"  # keys of archives are kept as if they were packages


def parse(text: str) -> Iterator[Program]:
    """Every package; lines that make no sense are left out. Fields between vendor and group are not ours to know."""
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) < _FIELDS or parts[0] in _NOTHING or parts[0] == _KEY or parts[2] in _NOTHING:
            continue
        name, architecture, version, installed, size, vendor = parts[: _FIELDS - 1]
        section = _told(parts[-1])
        yield Program(
            name,
            version,
            SOURCE,
            "" if _PERSON.search(vendor) else _told(vendor),
            _told(architecture),
            installed_on=day_of(installed),
            size_bytes=int(size) if re.fullmatch(r"\d{1,15}", size, re.ASCII) else None,
            kind=_kind(name, section),
            section=section,
        )


def parse_names(text: str) -> Iterator[Program]:
    """Lines of plain `rpm --query --all`, name-version-release.architecture, also with a date behind it."""
    for line in text.splitlines():
        match = _FULL_NAME.match(line)
        if match and match[1] != _KEY:
            yield Program(match[1], match[2], SOURCE, "", match[3], kind=_kind(match[1], ""))


def day_of(seconds: str) -> str | None:
    """The day, in UTC, of seconds since 1970 as package managers write them; None for 0 and for rubbish."""
    if not re.fullmatch(r"[1-9]\d{6,9}", seconds, re.ASCII):
        return None
    return datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%d")


def _kind(name: str, section: str) -> Kind:
    if name in {"kernel", "kernel-core", "kernel-default", "kernel-modules"} or section == "System Environment/Kernel":
        return Kind.SYSTEM
    if section == "System Environment/Libraries" or section.startswith("System/Libraries"):
        return Kind.COMPONENT
    return Kind.FONT if "fonts" in name.split("-") else Kind.PACKAGE


def _told(text: str) -> str:
    return "" if text in _NOTHING or text == "Unspecified" else text


def stamp(root: Path) -> tuple[int | None, ...]:
    """Changes when a package comes, goes or is renewed."""
    return tuple(changed_ms([root / place / file]) for place in DATABASES for file in _FILES)
