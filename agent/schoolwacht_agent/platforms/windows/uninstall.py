r"""Programs that Windows can uninstall, out of the keys below `...\CurrentVersion\Uninstall`.

MSDN, "Uninstall Registry Key". Windows Installer is never asked (Win32_Product repairs what it lists). Windows itself
shows an entry when it has a name, is no system component and has no parent; the same is done here, and each entry that
is left out says why in `hidden`: no_name, system_component, child. `twins` finds products that are listed twice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from schoolwacht_agent.platforms.program import MACHINE, Kind, Program
from schoolwacht_agent.platforms.windows.install_date import day_of
from schoolwacht_agent.platforms.windows.packed_guid import GUID
from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of

SOURCE = "uninstall"
PATH = r"Microsoft\Windows\CurrentVersion\Uninstall"
"""Below SOFTWARE, and for 32 bits in a hive of a person below its Wow6432Node."""
_KIBIBYTE = 1024
_MOST_KIBIBYTES = 1 << 33  # 8 TiB
_LONGEST = 512
_KB = re.compile(r"(?<![A-Z0-9])KB\d{5,8}(?!\d)", re.IGNORECASE)
_UPDATE_KEY = re.compile(r"\}(?:\.KB\d+|_.+_\{.+\})\Z|\AKB\d{5,8}", re.IGNORECASE)
_UPDATE_WORDS = re.compile(
    r"^(?:hotfix|security update|update|definition update|critical update|update rollup|service pack)"
    r"(?: \d+)? (?:for|voor)\b"
    r"|^(?:beveiligingsupdate|update|hotfix) voor\b",
    re.IGNORECASE,
)
_RELEASES = frozenset(
    {"update", "security update", "hotfix", "service pack", "update rollup", "critical update", "feature pack"}
)


def programs(
    uninstall: Key,
    *,
    architecture: str = "",
    scope: str = MACHINE,
    families: Mapping[str, str] | None = None,
) -> Iterator[Program]:
    """Every entry; `families` has the upgrade codes by product code."""
    names = {}
    entries = list(uninstall.children)
    for entry in entries:
        if name := text_of(entry, "DisplayName"):
            names[entry.name.casefold()] = name[:_LONGEST]
    for entry in entries:
        yield _program(entry, architecture, scope, families or {}, names)


def _program(
    entry: Key, architecture: str, scope: str, families: Mapping[str, str], names: Mapping[str, str]
) -> Program:
    name = (text_of(entry, "DisplayName") or "")[:_LONGEST]
    parent = text_of(entry, "ParentKeyName") or _parent_in(entry.name)
    kind = _kind(entry, name)
    product = _guid(entry.name)
    written = entry.written
    day = day_of(entry.values.get("InstallDate")) or (written.strftime("%Y-%m-%d") if written else None)
    return Program(
        name,
        (text_of(entry, "DisplayVersion") or "")[:_LONGEST],
        SOURCE,
        _publisher(entry),
        architecture,
        scope,
        day,
        _size(entry),
        _guid(text_of(entry, "BundleUpgradeCode") or "") or families.get(product or ""),
        product,
        kind,
        _parent_name(entry, parent, names),
        hidden=_hidden(entry, name, parent, kind),
    )


def _hidden(entry: Key, name: str, parent: str | None, kind: Kind) -> str | None:
    if not name:
        return "no_name"
    if kind in {Kind.UPDATE, Kind.HOTFIX}:
        return None  # repairs have a parent, and often are marked as parts of the system
    if number_of(entry, "SystemComponent") == 1:
        return "system_component"
    return "child" if parent else None


def _kind(entry: Key, name: str) -> Kind:
    release = (text_of(entry, "ReleaseType") or "").casefold()
    parent = (text_of(entry, "ParentKeyName") or "").casefold()
    repairs = release in _RELEASES or _UPDATE_WORDS.match(name) or _UPDATE_KEY.search(entry.name)
    if not repairs and not (parent and _KB.search(name)):
        return Kind.APPLICATION
    windows = parent == "operatingsystem" or re.search(r"\b(?:for|voor) (?:Microsoft )?Windows\b", name)
    return Kind.HOTFIX if windows else Kind.UPDATE


def _parent_in(key: str) -> str | None:
    """`{A}.KB1` and `{A}_SUITE_{B}` are repairs of {A}; Office keeps hundreds of those."""
    match = GUID.match(key)
    return match[0] if match and len(key) > match.end() else None


def _parent_name(entry: Key, parent: str | None, names: Mapping[str, str]) -> str | None:
    if not parent:
        return None
    shown = names.get(parent.casefold()) or text_of(entry, "ParentDisplayName")
    return shown[:_LONGEST] if shown else parent[:_LONGEST]


def _publisher(entry: Key) -> str:
    found = (text_of(entry, "Publisher") or "")[:_LONGEST]
    return "" if "@" in found else found


def _guid(text: str) -> str | None:
    """Also out of `InstallShield_{...}`, which is the twin of `{...}`."""
    plain = text.removeprefix("InstallShield_").strip()
    return plain.upper() if GUID.fullmatch(plain) else None


def _size(entry: Key) -> int | None:
    kibibytes = number_of(entry, "EstimatedSize") or 0
    # Some installers write 0xFFFFFFFF, or bytes.
    return kibibytes * _KIBIBYTE if 0 < kibibytes < min(_MOST_KIBIBYTES, 0xFFFFFFFF) else None
