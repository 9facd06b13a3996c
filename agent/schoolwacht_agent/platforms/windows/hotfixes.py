r"""Repairs of Windows itself, by their KB numbers.

Component Based Servicing keeps a key for each package, `Package_for_KB5031354~31bf3856ad364e35~amd64~~22621.1.1`, with
`CurrentState` 112 when it is installed (128: for good, 80: superseded, 64: staged, 96: pending). Monthly roll-ups are
called `Package_for_RollupFix`; the KB number then stands in `InstallLocation`. Win32_QuickFixEngineering tells part of
the same; whoever installed a repair (`InstalledBy`) is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.windows.install_date import day_of
from schoolwacht_agent.platforms.windows.registry import Key, moment, number_of, text_of

SOURCE = "hotfix"
PACKAGES = r"SOFTWARE\Microsoft\Windows\CurrentVersion\Component Based Servicing\Packages"
_KB = re.compile(r"KB(\d{5,8})(?!\d)", re.IGNORECASE)
_NAME = re.compile(r"(?P<name>[^~]+)~(?P<key>[^~]*)~(?P<architecture>[^~]*)~(?P<language>[^~]*)~(?P<version>[\d.]+)")
_INSTALLED = frozenset({112, 128})
_REASONS = {80: "superseded", 96: "pending", 64: "staged", 101: "partly_installed", 32: "resolved", 0: "not_installed"}
_PART = re.compile(r"Package_\d+_for_", re.IGNORECASE)


def programs(packages: Key | None) -> list[Program]:
    """Every repair once; packages that are none say in `hidden` why: feature, part, superseded, pending, ..."""
    shown: dict[str, Program] = {}
    hidden = []
    for package in packages.children if packages else ():
        found = _package(package)
        if found.hidden is None and found.name in shown:
            found = replace(found, hidden="twin")
        if found.hidden is None:
            shown[found.name] = found
        else:
            hidden.append(found)
    return [*shown.values(), *hidden]


def _package(package: Key) -> Program:
    match = _NAME.fullmatch(package.name[:500])
    name = match["name"] if match else package.name[:500]
    kb = _KB.search(name)
    if kb is None and "rollup" in name.casefold():
        kb = _KB.search(text_of(package, "InstallLocation") or "")
    hidden = _hidden(package, name, known=kb is not None)
    return Program(
        f"KB{kb[1]}" if kb else name,
        match["version"] if match else "",
        SOURCE,
        "Microsoft Corporation",
        match["architecture"] if match else "",
        installed_on=None if hidden else _installed_on(package),
        kind=Kind.HOTFIX,
        parent="Windows",
        section="rollup" if "rollup" in name.casefold() else "",
        hidden=hidden,
    )


def _installed_on(package: Key) -> str | None:
    """A FILETIME in two halves."""
    high, low = number_of(package, "InstallTimeHigh"), number_of(package, "InstallTimeLow")
    time = moment((high << 32) | (low & 0xFFFFFFFF)) if high is not None and low is not None and high >= 0 else None
    return time.strftime("%Y-%m-%d") if time else None


def _hidden(package: Key, name: str, *, known: bool) -> str | None:
    if _PART.match(name):
        return "part"
    if not known:  # most of ten thousand packages: told by the name alone, so that their values need not be read
        return "feature"
    state = number_of(package, "CurrentState")
    return None if state in _INSTALLED else _REASONS.get(state if state is not None else 0, "not_installed")


def of_wmi(rows: Iterable[Mapping[str, object]]) -> Iterator[Program]:
    """Rows of Win32_QuickFixEngineering. XP names some repairs `File 1`; their number is in ServicePackInEffect."""
    seen = set()
    for row in rows:
        told = f"{row.get('HotFixID') or ''} {row.get('ServicePackInEffect') or ''}"
        kb = _KB.search(told) or re.search(r"(?<!\w)Q(\d{5,7})(?!\d)", told)
        if kb is None or kb[1] in seen:
            continue
        seen.add(kb[1])
        day = row.get("InstalledOn")
        section = row.get("Description")
        yield Program(
            f"KB{kb[1]}",
            source=SOURCE,
            publisher="Microsoft Corporation",
            installed_on=day_of(day if isinstance(day, str) else None, month_first=True),
            kind=Kind.HOTFIX,
            parent="Windows",
            section=section[:60] if isinstance(section, str) else "",
        )
