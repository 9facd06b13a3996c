r"""What is around a Windows computer: shares, the directory it belongs to, who manages it, services in trouble, guests.

Shares: Win32_Share, of which those with the upper bit are made by Windows itself. Directory: a domain in Tcpip's
parameters, an Entra join below CloudDomainJoin\JoinInfo; management: HKLM\SOFTWARE\Microsoft\Enrollments with
EnrollmentState 1. A service that is to start by itself, did not, and ended with an error is in trouble; 1077 is the
error of one that was not asked to start yet (winerror.h). Names of domains, tenants and people stay here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from schoolwacht_agent.platforms.units import Service
from schoolwacht_agent.platforms.virtual_machines import VM, Guests
from schoolwacht_agent.platforms.windows import registry, virtual_machines, wmi
from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of
from schoolwacht_agent.platforms.windows.wmi_value import number_of as number_in

SHARE = ("Name", "Type")
SERVICE = ("Name", "State", "StartMode", "ExitCode", "ServiceSpecificExitCode", "DelayedAutoStart")
JOIN_INFO = r"SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo"
TCPIP = r"SYSTEM\CurrentControlSet\Services\Tcpip\Parameters"
NETLOGON = r"SYSTEM\CurrentControlSet\Services\Netlogon"
ENROLMENTS = r"SOFTWARE\Microsoft\Enrollments"
_DISK_SHARE = 0
_NEVER_STARTED = 1077
_FINE = frozenset({0, _NEVER_STARTED})
_SPECIFIC = 1066
_AUTOMATIC = 2
_OF_A_SESSION = re.compile(r"_[0-9a-f]{4,8}")
_NAME = re.compile(r"[\w .+$@()-]{1,80}")
_PROVIDERS = {"ms dm server": "intune", "scconfigmgr": "configuration manager"}
# Services of managers that are no enrolment of Windows itself.
_MANAGERS = {
    "ccmexec": "configuration manager",
    "opsiclientd": "opsi",
    "puppet": "puppet",
    "salt-minion": "salt",
    "pdqconnectagent": "pdq",
    "manageengine uems - agent": "manageengine",
    "fleet osquery": "fleet",
    "jumpcloud-agent": "jumpcloud",
    "action1_agent": "action1",
    "ninjarmmagent": "ninjaone",
    "mesh agent": "meshcentral",
    "wapt service": "wapt",
    "waptservice": "wapt",
}
_MOST = 200
Ask = Callable[[str, Sequence[str], str], "list[Row] | None"]
Machine = Callable[[str], "Key | None"]


@dataclass(frozen=True, slots=True)
class Around:
    """What was found; None where Windows did not tell."""

    shares: int | None
    directory: str | None
    managers: tuple[str, ...]
    services: tuple[Service, ...] | None
    guests: tuple[Guests, ...] | None


def shares(rows: Iterable[Row]) -> int:
    """Folders that somebody shared: disks (type 0), without those of Windows itself, whose type has the upper bit."""
    return sum(1 for row in rows if number_in(row, "Type") == _DISK_SHARE and line_of(row, "Name"))


def troubled(rows: Iterable[Row]) -> list[Service]:
    """Services that are to start by themselves and ended with an error. One that never had to start is well."""
    found: dict[str, Service] = {}
    for row in rows:
        if line_of(row, "StartMode").casefold() != "auto" or line_of(row, "State").casefold() != "stopped":
            continue
        code = number_in(row, "ExitCode")
        if code is None or code in _FINE:
            continue
        if code == _SPECIFIC:
            code = number_in(row, "ServiceSpecificExitCode") or code
        # A service of one session bears that session's number behind its name.
        name = _OF_A_SESSION.sub("", line_of(row, "Name"))
        if _NAME.fullmatch(name) and len(found) < _MOST:
            found.setdefault(name, Service(name, "failed", str(code)))
    return list(found.values())


def directory(machine: Machine) -> str | None:
    """`active_directory`, `entra`, `entra_hybrid` or `none`; None where the registry does not answer."""
    parameters = machine(TCPIP)
    if parameters is None:
        return None
    joined = machine(JOIN_INFO)
    entra = joined is not None and any(True for _ in joined.children)
    # A primary suffix alone is no domain: Netlogon only starts by itself on a member.
    netlogon = machine(NETLOGON)
    member = netlogon is not None and number_of(netlogon, "Start") == _AUTOMATIC
    domain = member and text_of(parameters, "Domain") is not None
    if domain:
        return "entra_hybrid" if entra else "active_directory"
    return "entra" if entra else "none"


def managers(machine: Machine, services: Iterable[Row]) -> list[str]:
    """Who manages this machine from afar."""
    found = set()
    enrolments = machine(ENROLMENTS)
    for key in enrolments.children if enrolments else ():
        if number_of(key, "EnrollmentState") == 1 and (provider := text_of(key, "ProviderID")):
            found.add(_PROVIDERS.get(provider.casefold(), "other mdm"))
    names = {line_of(row, "Name").casefold() for row in services}
    found |= {word for name, word in _MANAGERS.items() if name in names}
    return sorted(found)


def around(ask: Ask, machine: Machine) -> Around:
    """Everything; each question by itself."""
    shared = ask("Win32_Share", SHARE, wmi.CIMV2)
    running = ask("Win32_Service", SERVICE, wmi.CIMV2)
    systems = ask("Msvm_ComputerSystem", virtual_machines.COLUMNS, wmi.HYPER_V)
    found = virtual_machines.virtual_machines(systems or ())
    runs = sum(1 for one in found if one.state == "running")
    return Around(
        shares=None if shared is None else shares(shared),
        directory=directory(machine),
        managers=tuple(managers(machine, running or ())),
        services=None if running is None else tuple(troubled(running)),
        # Without Hyper-V there is no such class, and so no guest of it; broken WMI tells of nothing at all.
        guests=(Guests(VM, "hyper-v", len(found), runs),) if found else None if running is None else (),
    )


def look() -> Around:
    """What is around this machine."""
    return around(wmi.tried, registry.machine)
