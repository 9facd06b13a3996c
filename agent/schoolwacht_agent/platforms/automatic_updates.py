"""Whether a Linux computer installs its updates by itself.

apt: APT::Periodic::Unattended-Upgrade in /etc/apt/apt.conf.d (apt.conf(5), apt.systemd.daily), of which the last file
counts, with the package unattended-upgrades; dnf: `apply_updates` of /etc/dnf/automatic.conf with its timer, of which
dnf-automatic-install.timer always applies them (dnf-automatic(8)); openSUSE: transactional-update.timer.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.system_files import listed, sections, text_or_nothing

if TYPE_CHECKING:
    from pathlib import Path

_COMMENT = re.compile(r"/\*.*?\*/|^\s*(?://|#(?!clear|include)).*?$", re.MULTILINE | re.DOTALL)
_OPTION = re.compile(r"""APT::Periodic::(Enable|Unattended-Upgrade)\s+["']?([\w.]+)["']?\s*;""", re.IGNORECASE)
_BLOCK = re.compile(r"APT::Periodic\s*\{([^{}]*)\}", re.IGNORECASE)
_INNER = re.compile(r"""(Enable|Unattended-Upgrade)\s+["']?([\w.]+)["']?\s*;""", re.IGNORECASE)
_NO = frozenset({"0", "no", "false", "off", "without", "disable"})
_TIMERS = "*.wants"


def by_apt(configuration: str) -> bool:
    """Whether apt's periodic script is told to upgrade; the last word counts, and without one it does not."""
    plain = _COMMENT.sub("", configuration)
    said = {"enable": "1", "unattended-upgrade": "0"}
    found = [(match.start(), match[1], match[2]) for match in _OPTION.finditer(plain)]
    for block in _BLOCK.finditer(plain):
        found += [(block.start(1) + match.start(), match[1], match[2]) for match in _INNER.finditer(block[1])]
    for _, name, value in sorted(found):
        said[name.casefold()] = value.casefold()
    return not any(value in _NO for value in said.values())


def apt(root: Path) -> bool:
    """The same for this machine."""
    if not (root / "usr/bin/unattended-upgrade").exists():
        return False
    files = [root / "etc/apt/apt.conf", *listed(root / "etc/apt/apt.conf.d")]
    return by_apt("\n".join(text_or_nothing(file) for file in files))


def dnf(root: Path) -> bool:
    """Whether a timer of dnf-automatic is on that applies what it finds."""
    timers = {link.name for link in listed(root / "etc/systemd/system", f"{_TIMERS}/dnf*-automatic*.timer")}
    if any("install" in name for name in timers):
        return True
    names = (
        "usr/share/dnf5/dnf5-plugins/automatic.conf",
        "etc/dnf/automatic.conf",
        "etc/dnf/dnf5-plugins/automatic.conf",
    )
    said = ""
    for name in names:
        commands = sections(text_or_nothing(root / name)).get("commands", {})
        said = commands.get("apply_updates", said)
    applies = said.casefold() in {"yes", "true", "1", "on"}
    return applies and any("notifyonly" not in name and "download" not in name for name in timers)


def zypper(root: Path) -> bool:
    """Whether openSUSE's timer for updates is on."""
    wanted = ("transactional-update.timer", "os-update.timer")
    return any(link.name in wanted for link in listed(root / "etc/systemd/system", f"{_TIMERS}/*.timer"))
