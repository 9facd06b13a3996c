r"""Windows' own firewall for each kind of network, out of the registry.

Local settings lie in SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy, those of a policy in
SOFTWARE\Policies\Microsoft\WindowsFirewall and go first (MS-GPFAS 2.2). The private profile is called StandardProfile,
in a policy also PrivateProfile. A service that is switched off guards nothing, whatever the profiles say.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.registry import Key, number_of

LOCAL = r"SYSTEM\CurrentControlSet\Services\SharedAccess\Parameters\FirewallPolicy"
POLICY = r"SOFTWARE\Policies\Microsoft\WindowsFirewall"
SERVICE = r"SYSTEM\CurrentControlSet\Services\MpsSvc"
_PROFILES = {
    "domain": ("DomainProfile",),
    "private": ("PrivateProfile", "StandardProfile"),
    "public": ("PublicProfile",),
}
_DISABLED = 4


@dataclass(frozen=True, slots=True)
class FirewallProfile:
    """The firewall on one kind of network."""

    profile: str
    """domain, private or public."""
    enabled: bool | None
    by_policy: bool = False
    blocks_incoming: bool | None = None
    """Whether what no rule knows is kept out, which is how Windows comes."""


def profiles(local: Key | None, policy: Key | None = None, service: Key | None = None) -> tuple[FirewallProfile, ...]:
    """All three profiles, each with what counts."""
    stopped = service is not None and number_of(service, "Start") == _DISABLED
    return tuple(_profile(name, names, local, policy, stopped=stopped) for name, names in _PROFILES.items())


def of_key(key: Key) -> FirewallProfile | None:
    """One profile out of its own key; None for a key that is none."""
    found = next((name for name, names in _PROFILES.items() if key.name.casefold() in _small(names)), None)
    on = number_of(key, "EnableFirewall")
    if found is None or on is None:
        return None
    return FirewallProfile(found, on != 0, blocks_incoming=_blocks(key))


def _profile(
    name: str, names: tuple[str, ...], local: Key | None, policy: Key | None, *, stopped: bool
) -> FirewallProfile:
    for source in (policy, local):
        for path in names:
            key = source.child(path) if source else None
            on = number_of(key, "EnableFirewall") if key else None
            if key is not None and on is not None:
                return FirewallProfile(name, on != 0 and not stopped, source is policy, _blocks(key))
    return FirewallProfile(name, enabled=False if stopped else None)


def _blocks(key: Key) -> bool | None:
    action = number_of(key, "DefaultInboundAction")
    return None if action is None else action != 0


def _small(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name.casefold() for name in names)
