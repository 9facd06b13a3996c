"""What Homebrew installed, by its folders: /opt/homebrew on Apple silicon, /usr/local on Intel.

Cellar/NAME/VERSION/INSTALL_RECEIPT.json holds the moment ("time"), whether it was asked for or came along
("installed_on_request", "installed_as_dependency") and its architecture; Caskroom/NAME/VERSION is an application that
was put into /Applications (docs.brew.sh, "Formula Cookbook" and "Cask Cookbook"). Nothing is started: brew refuses to
run as root.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from schoolwacht_agent.platforms.program import Kind, Program

PREFIXES = ("opt/homebrew", "usr/local")
MOST = 10_000
_MOST_BYTES = 1 << 20


def programs(root: Path) -> Iterator[Program]:
    """Every version of every formula and cask."""
    count = 0
    for prefix in PREFIXES:
        for shelf in ("Cellar", "Caskroom"):
            for version in _versions(root / prefix / shelf):
                count += 1
                if count > MOST:
                    return
                yield (
                    _cask(version)
                    if shelf == "Caskroom"
                    else formula(version.parent.name, version.name, _receipt(version))
                )


def _versions(shelf: Path) -> Iterator[Path]:
    """Folders two levels down: NAME/VERSION; what begins with a dot is Homebrew's own."""
    for name in _folders(shelf):
        yield from _folders(name)


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.is_dir())
    except OSError:
        return []


def _receipt(version: Path) -> str:
    path = version / "INSTALL_RECEIPT.json"
    try:
        return "" if path.stat().st_size > _MOST_BYTES else path.read_text("utf-8", errors="replace")
    except OSError:
        return ""


def formula(name: str, version: str, receipt: str) -> Program:
    """One formula by its receipt; a broken receipt costs the date only."""
    try:
        said = json.loads(receipt) if receipt else {}
    except (ValueError, RecursionError):
        said = {}
    if not isinstance(said, dict):
        said = {}
    along = said.get("installed_as_dependency") is True and said.get("installed_on_request") is not True
    arch = said.get("arch")
    return Program(
        name=name,
        version=version,
        source="homebrew",
        architecture=arch[:40] if isinstance(arch, str) else "",
        installed_on=_day(said.get("time")),
        kind=Kind.COMPONENT if along else Kind.PACKAGE,
    )


def _cask(version: Path) -> Program:
    try:
        seconds: object = version.stat().st_mtime
    except OSError:
        seconds = None
    # What a cask puts into /Applications stands in the list of applications too.
    return Program(
        name=version.parent.name,
        version=version.name,
        source="homebrew-cask",
        installed_on=_day(seconds),
        hidden="twin",
    )


def _day(seconds: object) -> str | None:
    if not isinstance(seconds, int | float) or isinstance(seconds, bool):
        return None
    try:
        return datetime.fromtimestamp(seconds, UTC).date().isoformat() if seconds > 0 else None
    except (ValueError, OverflowError, OSError):
        return None
