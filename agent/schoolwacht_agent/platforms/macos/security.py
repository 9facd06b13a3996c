"""How well a Mac is guarded: firewall, disk encryption, Gatekeeper, integrity, guest, administrators, scanners.

Everything is read as it stands; nothing is switched. What does not answer stays unknown, never "good" and never "no".
No Mac was at hand: documented formats only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from schoolwacht_agent.platforms.macos import antivirus, plist, security_lines
from schoolwacht_agent.platforms.macos.security_lines import FirewallState
from schoolwacht_agent.platforms.programs import FOLDERS, NoAnswer, ask
from schoolwacht_agent.platforms.scanner import Scanner

FIREWALL = "Library/Preferences/com.apple.alf.plist"
LOGIN = "Library/Preferences/com.apple.loginwindow.plist"
_FIREWALL_FOLDER = Path("/usr/libexec/ApplicationFirewall")
"""Where macOS keeps the firewall's program, sealed by System Integrity Protection."""
_SECONDS = 10
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Guards:
    """State of what guards a Mac. None: unknown."""

    firewall: bool | None = None
    firewall_blocks_all: bool | None = None
    firewall_stealth: bool | None = None
    file_vault: str | None = None
    """on, off, encrypting, decrypting, waiting."""
    gatekeeper: bool | None = None
    integrity: str | None = None
    """System Integrity Protection: enabled, disabled, custom."""
    guest: bool | None = None
    """Whether anybody may log in as guest."""
    remote_login: bool | None = None
    administrators: int | None = None
    """How many accounts, root left out."""
    scanners: tuple[Scanner, ...] = ()


def look(root: Path = Path("/")) -> Guards:
    """Asks each of them once."""
    state, stealth = firewall(root)
    if state is None:
        state = _asked(security_lines.firewall, "socketfilterfw", "--getglobalstate")
        stealth = _asked(security_lines.switched, "socketfilterfw", "--getstealthmode")
    own = antivirus.xprotect(root)
    return Guards(
        firewall=None if state is None else state != FirewallState.OFF,
        firewall_blocks_all=None if state is None else state == FirewallState.BLOCKS_ALL,
        firewall_stealth=stealth,
        file_vault=_asked(security_lines.file_vault, "fdesetup", "status"),
        gatekeeper=_asked(security_lines.gatekeeper, "spctl", "--status"),
        integrity=_asked(security_lines.integrity, "csrutil", "status"),
        guest=guest(root),
        remote_login=_asked(security_lines.switched, "systemsetup", "-getremotelogin"),
        administrators=_asked(security_lines.administrators, "dscl", ".", "-read", "/Groups/admin", "GroupMembership"),
        scanners=() if own is None else (own,),
    )


def _asked(reader: Callable[[str], T | None], program: str, *arguments: str) -> T | None:
    """What a program says, read; None when it is not there or does not answer."""
    try:
        answer = ask(program, *arguments, seconds=_SECONDS, folders=(*FOLDERS, _FIREWALL_FOLDER))
    except NoAnswer:
        return None
    return reader(answer.text)


def firewall(root: Path) -> tuple[FirewallState | None, bool | None]:
    """State and stealth mode by the file that macOS kept until version 15."""
    found = plist.read_file(root / FIREWALL)
    return (None, None) if found is None else firewall_of(found.value)


def firewall_of(settings: plist.Value) -> tuple[FirewallState | None, bool | None]:
    """State and stealth mode out of com.apple.alf."""
    if not isinstance(settings, dict):
        return None, None
    state, stealth = settings.get("globalstate"), settings.get("stealthenabled")
    known = FirewallState(state) if isinstance(state, int) and state in (0, 1, 2) else None
    return known, bool(stealth) if isinstance(stealth, int) else None


def guest(root: Path) -> bool | None:
    """Whether a guest may log in; a Mac where nobody ever chose has no such setting, which means no."""
    found = plist.read_file(root / LOGIN)
    if found is None or not isinstance(found.value, dict):
        return None
    allowed = found.value.get("GuestEnabled")
    if isinstance(allowed, int):
        return bool(allowed)
    return False if allowed is None and found.whole else None
