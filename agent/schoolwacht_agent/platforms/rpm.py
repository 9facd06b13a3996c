"""Installed packages of Fedora, openSUSE and their kin, by `rpm --query --all` in a form of our own choice.

One line a package with tabs between the fields. The database itself has changed its format twice; its own program reads
it. The vendor is an organisation in most archives, and a person in the archives that persons keep: those are left out.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.dpkg import Package
from schoolwacht_agent.platforms.update_state import changed_ms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUERY = (
    "--query",
    "--all",
    "--nodigest",
    "--nosignature",
    "--queryformat",
    r"%{NAME}\t%{ARCH}\t%|EPOCH?{%{EPOCH}:}|%{VERSION}-%{RELEASE}\t%{INSTALLTIME}\t%{SIZE}\t%{VENDOR}\t%{GROUP}\n",
)
"""Arguments of the call whose answer `parse` reads."""
DATABASES = ("usr/lib/sysimage/rpm", "var/lib/rpm")
_FILES = ("rpmdb.sqlite", "rpmdb.sqlite-wal", "Packages.db", "Packages")
_FIELDS = 7
_NOTHING = frozenset({"", "(none)", "None"})
_PERSON = re.compile(r"@|\bhome:|copr\W+user|^user\b", re.IGNORECASE)
_KEY = "gpg-pubkey"  # keys of archives are kept as if they were packages


def parse(text: str) -> Iterator[Package]:
    """Every package; lines that make no sense are left out. Fields between vendor and group are not ours to know."""
    for line in text.splitlines():
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) < _FIELDS or parts[0] in _NOTHING or parts[0] == _KEY or parts[2] in _NOTHING:
            continue
        name, architecture, version, _, size, vendor = parts[: _FIELDS - 1]
        yield Package(
            name,
            version,
            _told(architecture),
            section=_told(parts[-1]),
            size_bytes=int(size) if re.fullmatch(r"\d{1,15}", size, re.ASCII) else None,
            origin="" if _PERSON.search(vendor) else _told(vendor),
        )


def _told(text: str) -> str:
    return "" if text in _NOTHING or text == "Unspecified" else text


def stamp(root: Path) -> tuple[int | None, ...]:
    """Changes when a package comes, goes or is renewed."""
    return tuple(changed_ms([root / place / file]) for place in DATABASES for file in _FILES)
