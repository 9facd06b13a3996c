"""What the programs that guard a Mac print about themselves, one sentence each.

`fdesetup status` (man 8 fdesetup), `spctl --status` (man 8 spctl), `csrutil status` (man 8 csrutil), `socketfilterfw
--getglobalstate`, `systemsetup -getremotelogin` (man 8 systemsetup), `dscl . -read /Groups/admin GroupMembership`
(man 1 dscl). What is printed otherwise stays unknown: None.
"""

from __future__ import annotations

import re
from enum import IntEnum

_STATE = re.compile(r"state\s*=\s*(\d)", re.IGNORECASE)
_LONGEST = 1 << 16
_SHOWN_STATE = re.compile(r"\b(enabled|disabled)\b")


class FirewallState(IntEnum):
    """`globalstate` of com.apple.alf."""

    OFF = 0
    ON = 1
    BLOCKS_ALL = 2


def file_vault(text: str) -> str | None:
    """on, off, encrypting, decrypting, or waiting: it was switched on and begins at the next start or log-in."""
    plain = text[:_LONGEST].casefold()
    words = (
        ("encryption in progress", "encrypting"),
        ("decryption in progress", "decrypting"),
        ("will be enabled", "waiting"),
        ("deferred enablement appears to be active", "waiting"),
        ("filevault is on", "on"),
        ("filevault is off", "off"),
    )
    return next((state for word, state in words if word in plain), None)


def gatekeeper(text: str) -> bool | None:
    """Whether only programs of known makers start."""
    plain = text[:_LONGEST].casefold()
    if "assessments disabled" in plain:
        return False
    return True if "assessments enabled" in plain else None


def integrity(text: str) -> str | None:
    """enabled, disabled, or custom where parts of System Integrity Protection were switched off."""
    plain = text[:_LONGEST].casefold()
    _, found, rest = plain.partition("system integrity protection status:")
    if not found:
        return None
    if "custom" in rest:
        return "custom"
    state = _SHOWN_STATE.search(rest.partition("\n")[0])
    return state[1] if state else None


def firewall(text: str) -> FirewallState | None:
    """State of the application firewall, out of socketfilterfw or `defaults read … globalstate`."""
    plain = text[:_LONGEST].strip().casefold()
    number = _STATE.search(plain)
    digit = number[1] if number else plain
    if digit in ("0", "1", "2"):
        return FirewallState(int(digit))
    if "firewall is disabled" in plain:
        return FirewallState.OFF
    if "block all" in plain and "disabled" not in plain:
        return FirewallState.BLOCKS_ALL
    return FirewallState.ON if "firewall is enabled" in plain else None


def switched(text: str) -> bool | None:
    """On or off behind a colon, as systemsetup prints "Remote Login: On"; also stealth mode of the firewall."""
    plain = text[:_LONGEST].casefold().strip().rstrip(".!")
    word = plain.rpartition(" ")[2]
    if word in ("on", "enabled"):
        return True
    return False if word in ("off", "disabled") else None


def administrators(text: str) -> int | None:
    """How many accounts are in the group of administrators, root left out; their names are forgotten at once."""
    _, found, names = text[:_LONGEST].partition("GroupMembership:")
    return len({name for name in names.split() if name != "root"}) if found else None
