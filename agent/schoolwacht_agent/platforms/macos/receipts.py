"""What Apple's installer wrote down: InstallHistory.plist and the receipts of packages.

/Library/Receipts/InstallHistory.plist keeps a list of displayName, displayVersion, date and processName for each
installation and update, never removed; /var/db/receipts/*.plist keep PackageIdentifier, PackageVersion and InstallDate
of what is registered now (man 8 pkgutil).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.macos.plist import Plist, Value
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.program import Kind, Program

HISTORY = "Library/Receipts/InstallHistory.plist"
RECEIPTS = "var/db/receipts"
MOST = 20_000
_SYSTEM_NAMES = ("macos", "os x", "mac os x")
_SILENT = ("xprotect", "gatekeeper", "mrt", "core lsks", "incompatible", "chinesewordlist", "mobileassets", "voice")


def history(content: Value) -> Iterator[Program]:
    """The newest entry of each name; an older one of the same name was replaced by it."""
    rows = content if isinstance(content, list) else []
    newest: dict[str, Program] = {}
    for row in rows[:MOST]:
        program = _of_history(row)
        if program is not None and (program.installed_on or "") >= (
            newest.get(program.name, program).installed_on or ""
        ):
            newest[program.name] = program
    yield from newest.values()


def _of_history(row: Value) -> Program | None:
    if not isinstance(row, dict):
        return None
    name, version = _text(row, "displayName"), _text(row, "displayVersion")
    if name is None:
        return None
    process = (_text(row, "processName") or "").casefold()
    plain = name.casefold()
    kind = Kind.PACKAGE
    if plain.startswith(_SYSTEM_NAMES):
        kind = Kind.SYSTEM
    elif any(word in plain for word in _SILENT) or "security update" in plain or "softwareupdate" in process:
        kind = Kind.UPDATE
    return Program(
        name=name,
        version=version or "",
        source="install-history",
        publisher="Apple" if "softwareupdate" in process or "macos installer" in process else "",
        installed_on=_day(row.get("date")),
        kind=kind,
    )


def receipt(content: Value) -> Program | None:
    """One package that is registered; None when the file is none of these."""
    if not isinstance(content, dict):
        return None
    identifier = _text(content, "PackageIdentifier")
    if identifier is None:
        return None
    return Program(
        name=identifier,
        version=_text(content, "PackageVersion") or "",
        source="pkgutil",
        publisher="Apple" if identifier.startswith("com.apple.") else "",
        installed_on=_day(content.get("InstallDate")),
        upgrade_code=identifier,
        kind=Kind.COMPONENT,
    )


def programs(root: Path) -> Iterator[Program]:
    """From both books below `root`."""
    found = plist.read_file(root / HISTORY)
    if found is not None:
        yield from history(found.value)
    for path in sorted((root / RECEIPTS).glob("*.plist"))[:MOST]:
        one: Plist | None = plist.read_file(path)
        program = None if one is None else receipt(one.value)
        if program is not None:
            yield program


def _text(row: dict[str, Value], key: str) -> str | None:
    value = row.get(key)
    return told(value[:300]) if isinstance(value, str) else None


def _day(value: Value | None) -> str | None:
    return value.date().isoformat() if isinstance(value, datetime) else None
