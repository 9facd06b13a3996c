"""How well this Windows machine is guarded: everything that surveys/security.py needs, each part unknown by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import (
    accounts,
    antivirus,
    disk_encryption,
    firewall,
    policies,
    registry,
    wmi,
)
from schoolwacht_agent.platforms.windows.accounts import Account
from schoolwacht_agent.platforms.windows.antivirus import Antivirus, Defender
from schoolwacht_agent.platforms.windows.disk_encryption import EncryptedVolume
from schoolwacht_agent.platforms.windows.firewall import FirewallProfile
from schoolwacht_agent.platforms.windows.policies import Policies
from schoolwacht_agent.platforms.windows.wmi_value import Row

Ask = Callable[[str, Sequence[str], str, str], list[Row]]
Machine = Callable[[str], registry.Key | None]


@dataclass(frozen=True, slots=True)
class WindowsSecurity:
    """One look. None in place of a tuple: it could not be told, and `unknown` holds the code of why, by that name."""

    antivirus: tuple[Antivirus, ...] | None = None
    defender: Defender | None = None
    firewall: tuple[FirewallProfile, ...] = ()
    volumes: tuple[EncryptedVolume, ...] | None = None
    policies: Policies = field(default_factory=Policies)
    accounts: tuple[Account, ...] | None = None
    guest_enabled: bool | None = None
    administrators: int | None = None
    unknown: Mapping[str, str] = field(default_factory=dict)
    """Codes of `wmi.rows`; a server knows no security centre (no_namespace)."""


def gather(ask: Ask, machine: Machine, administrators: int | None) -> WindowsSecurity:
    """Everything, out of WMI and the registry of whatever machine."""
    unknown: dict[str, str] = {}

    def rows(part: str, wmi_class: str, columns: Sequence[str], namespace: str, where: str = "") -> list[Row] | None:
        try:
            return ask(wmi_class, columns, namespace, where)
        except NoAnswer as nothing:
            unknown[part] = str(nothing)
            return None

    scanners = rows("antivirus", "AntiVirusProduct", antivirus.COLUMNS, wmi.SECURITY_CENTER)
    own = rows("defender", "MSFT_MpComputerStatus", antivirus.DEFENDER, wmi.DEFENDER)
    volumes = rows("volumes", "Win32_EncryptableVolume", disk_encryption.COLUMNS, wmi.ENCRYPTION)
    people = rows("accounts", "Win32_UserAccount", accounts.COLUMNS, wmi.CIMV2, accounts.LOCAL)
    feature = rows("smb1", "Win32_OptionalFeature", policies.FEATURE, wmi.CIMV2, policies.SMB1_FEATURE)
    # No account at all is no answer: every Windows has some.
    known = accounts.accounts(people) if people else None
    return WindowsSecurity(
        antivirus=None if scanners is None else antivirus.scanners(scanners),
        defender=antivirus.defender(own[0]) if own else None,
        firewall=firewall.profiles(machine(firewall.LOCAL), machine(firewall.POLICY), machine(firewall.SERVICE)),
        volumes=None if volumes is None else disk_encryption.encrypted_volumes(volumes),
        policies=policies.policies(machine, [row for row in feature or () if row.get("Name") == "SMB1Protocol"]),
        accounts=known,
        guest_enabled=accounts.guest_enabled(known or ()),
        administrators=administrators,
        unknown=unknown,
    )


def look() -> WindowsSecurity:
    """How this machine is guarded."""
    return gather(
        lambda name, columns, namespace, where: list(wmi.rows(name, columns, namespace, where)),
        registry.machine,
        accounts.administrators(),
    )
