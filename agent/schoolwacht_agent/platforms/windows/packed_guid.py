r"""Upgrade codes out of Windows Installer's own keys, in which GUIDs are written backwards ("packed", 32 digits).

`Installer\UpgradeCodes` has a key for each upgrade code with the products of that family as names of its values.
"""

from __future__ import annotations

import re

from schoolwacht_agent.platforms.windows.registry import Key

UPGRADE_CODES = (
    r"SOFTWARE\Classes\Installer\UpgradeCodes",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Installer\UpgradeCodes",
)
GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")
_PACKED = re.compile(r"[0-9A-Fa-f]{32}")
_LENGTHS = (8, 4, 4, 2, 2, 2, 2, 2, 2, 2, 2)
"""Groups of digits that are each turned round."""


def unpacked(packed: str) -> str | None:
    """The GUID in capitals with braces; None for what is no packed one."""
    if not _PACKED.fullmatch(packed):
        return None
    groups, start = [], 0
    for length in _LENGTHS:
        groups.append(packed[start : start + length][::-1].upper())
        start += length
    return "{" + "-".join((*groups[:3], "".join(groups[3:5]), "".join(groups[5:]))) + "}"


def upgrade_codes(key: Key | None) -> dict[str, str]:
    """Upgrade code of each product code that this key names."""
    found = {}
    for family in key.children if key else ():
        code = unpacked(family.name)
        for product in family.values if code else ():
            if (one := unpacked(product)) and code:
                found[one] = code
    return found
