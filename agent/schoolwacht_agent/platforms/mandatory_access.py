"""Whether the kernel holds programs to rules of its own: AppArmor or SELinux.

AppArmor: /sys/module/apparmor/parameters/enabled and the list of profiles (apparmor(7)); SELinux: enforce in
/sys/fs/selinux (selinux(8)).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import NotReadable, line, text

if TYPE_CHECKING:
    from pathlib import Path

STATES = ("enforcing", "permissive", "off")
_PROFILE = re.compile(r"\((\w+)\)\s*$", re.MULTILINE)


def apparmor_modes(profiles: str) -> dict[str, int]:
    """How many loaded profiles are in which mode: enforce, complain, kill, unconfined."""
    counts: dict[str, int] = {}
    for mode in _PROFILE.findall(profiles):
        counts[mode] = counts.get(mode, 0) + 1
    return counts


def apparmor(root: Path) -> str | None:
    """The state of AppArmor, a word of STATES; None where that may not be read."""
    enabled = line(root / "sys/module/apparmor/parameters/enabled")
    if enabled != "Y":
        return "off"
    try:
        profiles = text(root / "sys/kernel/security/apparmor/profiles", 1 << 20)
    except NotReadable:
        return None
    if profiles is None:  # securityfs is not there, as in most containers
        return None
    modes = apparmor_modes(profiles)
    if modes.get("enforce") or modes.get("kill"):
        return "enforcing"
    return "permissive" if modes else "off"


def selinux(root: Path) -> str | None:
    """The state of SELinux, a word of STATES."""
    if not (root / "sys/fs/selinux").is_dir():
        return "off"
    return {"1": "enforcing", "0": "permissive"}.get(line(root / "sys/fs/selinux/enforce") or "", "off")
