"""Scanners on a Mac: what products of other makers print of themselves, and Apple's own XProtect.

Most products print the same on every Unix, so their readers are shared. Apple's XProtect is a bundle whose Info.plist
holds the version of its signatures. No Mac was at hand: recordings and documented formats only.
"""

from __future__ import annotations

import re
from pathlib import Path

from schoolwacht_agent.platforms import linux_antivirus
from schoolwacht_agent.platforms.macos import plist
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.scanner import Scanner, day_of

XPROTECT = (
    "Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents",
    "System/Library/CoreServices/XProtect.bundle/Contents",
)
_PAIR = re.compile(r"^[ \t]*([A-Za-z][\w .-]{1,60}?)[ \t]*[:=][ \t]*(\S.{0,200}?)[ \t]*$", re.MULTILINE)
_LONGEST = 1 << 20


def parse(text: str) -> Scanner | None:
    """The status that a scanner printed; None for what no known one prints."""
    text = text[:_LONGEST]
    return falcon(text) or sentinel(text) or linux_antivirus.parse(text)


def falcon(text: str) -> Scanner | None:
    """`falconctl stats agent_info` of CrowdStrike on macOS: version and "Sensor operational: true"."""
    if "agent_info" not in text and "sensor operational" not in text.casefold():
        return None
    values = _values(text)
    running = values.get("sensor operational", "").casefold()
    version = told(values.get("version", ""))
    if version is None and not running:
        return None
    enabled = True if running == "true" else False if running == "false" else None
    return Scanner("CrowdStrike Falcon", version, enabled)


def sentinel(text: str) -> Scanner | None:
    """`sentinelctl status` of SentinelOne on macOS: "Version", "ES Framework", "Protection: enabled", "Ready: yes"."""
    values = _values(text)
    if "protection" not in values or not {"es framework", "ready", "infected"} & values.keys():
        return None
    enabled = {"enabled": True, "disabled": False}.get(values["protection"].casefold())
    return Scanner("SentinelOne", told(values.get("version", values.get("agent version", ""))), enabled)


def _values(text: str) -> dict[str, str]:
    """Lines of a name and a value; of two with one name the first counts."""
    found: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        found.setdefault(match[1].strip().casefold(), match[2])
    return found


def xprotect(root: Path) -> Scanner | None:
    """Apple's scanner; None where its bundle is not."""
    for folder in XPROTECT:
        found = plist.read_file(root / folder / "Info.plist")
        if found is None or not isinstance(found.value, dict):
            continue
        version = found.value.get("CFBundleShortVersionString")
        signatures = told(str(version)[:60]) if isinstance(version, str | int) else None
        return Scanner("XProtect", signatures=signatures, signatures_day=_day(root / folder / "Info.plist"))
    return None


def _day(path: Path) -> str | None:
    try:
        return day_of(path.stat().st_mtime)
    except OSError:
        return None
