"""How this Mac is protected, in the words that all systems share."""

from __future__ import annotations

from schoolwacht_agent.platforms.macos import security
from schoolwacht_agent.platforms.macos.security import Guards
from schoolwacht_agent.platforms.protection import Protection

_ENCRYPTED = {"on": (True, "all"), "off": (False, "none"), "encrypting": (False, "part"), "decrypting": (True, "part")}
_INTEGRITY = {"enabled": "enforcing", "disabled": "off", "custom": "permissive"}


def of(guards: Guards) -> Protection:
    """One look in those words: integrity protection stands for the rules that hold programs."""
    root, disks = _ENCRYPTED.get(guards.file_vault or "", (None, None))
    return Protection(
        firewall=None if guards.firewall is None else "on" if guards.firewall else "off",
        firewall_by=None if guards.firewall is None else "macOS",
        disk_encryption=disks,
        root_encrypted=root,
        local_admin_count=guards.administrators,
        guest_account=guards.guest,
        # With remote log-in off nobody comes in; on, how is not told.
        ssh_password="not_installed" if guards.remote_login is False else None,
        mandatory_access=None if guards.integrity is None else "sip",
        mandatory_access_state=_INTEGRITY.get(guards.integrity or ""),
    )


def look() -> Protection:
    """How this Mac is protected."""
    return of(security.look())
