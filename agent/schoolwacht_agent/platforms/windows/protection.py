"""How this Windows machine is protected, in the words that all systems share."""

from __future__ import annotations

from collections.abc import Sequence

from schoolwacht_agent.platforms.protection import Protection
from schoolwacht_agent.platforms.windows import security
from schoolwacht_agent.platforms.windows.disk_encryption import EncryptedVolume
from schoolwacht_agent.platforms.windows.firewall import FirewallProfile
from schoolwacht_agent.platforms.windows.security import WindowsSecurity

_OPEN_WORDS = {True: "on", False: "off", None: "unknown"}


def firewall(profiles: Sequence[FirewallProfile]) -> str | None:
    """`on` when each profile is on and keeps out what no rule knows; None where one of them is not told."""
    if not profiles or any(profile.enabled is None for profile in profiles):
        return None
    guarding = [profile.enabled is True and profile.blocks_incoming is not False for profile in profiles]
    if all(guarding):
        return "on"
    return "partly" if any(profile.enabled for profile in profiles) else "off"


def encryption(volumes: Sequence[EncryptedVolume] | None) -> tuple[str | None, bool | None]:
    """`all`, `part` or `none` of the fixed volumes, and whether that of the system is guarded by a key."""
    fixed = [one for one in volumes or () if one.kind != "removable" and one.protected is not None]
    known = [one.protected for one in fixed]
    system = next((one.protected for one in fixed if one.kind == "system"), None)
    if not known:
        return None, system
    return "all" if all(known) else "part" if any(known) else "none", system


def of(found: WindowsSecurity) -> Protection:
    """One look in those words."""
    disks, root = encryption(found.volumes)
    policies = found.policies
    state = firewall(found.firewall)
    return Protection(
        firewall=state,
        firewall_by="Windows" if state else None,
        firewall_profiles=", ".join(f"{one.profile} {_OPEN_WORDS[one.enabled]}" for one in found.firewall) or None,
        disk_encryption=disks,
        root_encrypted=root,
        local_admin_count=found.administrators,
        guest_account=found.guest_enabled,
        automatic_login=policies.automatic_logon,
        remote_desktop=policies.remote_desktop,
        remote_desktop_by="Windows" if policies.remote_desktop else None,
        remote_desktop_asks_first=policies.remote_desktop_nla,
        smb1=policies.smb1,
        laps=policies.laps,
        uac=policies.uac,
        unknown=tuple(sorted(found.unknown.items())),
    )


def look() -> Protection:
    """How this machine is protected."""
    return of(security.look())
