r"""Settings of Windows that a coordinator should know of, out of the registry. None: it is not told.

Where a policy and a local setting differ, the policy counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.registry import Key, number_of, text_of
from schoolwacht_agent.platforms.windows.wmi_value import Row
from schoolwacht_agent.platforms.windows.wmi_value import number_of as number_in

Machine = Callable[[str], Key | None]
FEATURE = ("Name", "InstallState")
SMB1_FEATURE = "Name = 'SMB1Protocol'"
_CONTROL = r"SYSTEM\CurrentControlSet"
_WINLOGON = r"SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon"
_ON, _OFF, _ABSENT = 1, 2, 3  # InstallState of Win32_OptionalFeature
_DISABLED = 4
# Where Windows LAPS is told what to do, the first that speaks counts (learn.microsoft.com, "Windows LAPS policy").
_LAPS = (
    r"SOFTWARE\Microsoft\Policies\LAPS",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\LAPS",
    r"SOFTWARE\Microsoft\Windows\CurrentVersion\LAPS\Config",
)
_OLD_LAPS = r"SOFTWARE\Policies\Microsoft Services\AdmPwd"
_STORES = {0: "off", 1: "entra", 2: "active_directory"}


@dataclass(frozen=True, slots=True)
class Policies:
    """What is switched on."""

    smb1: bool | None = None
    """The first version of SMB, through which WannaCry came."""
    remote_desktop: bool | None = None
    remote_desktop_nla: bool | None = None
    """Whether one must say who one is before a screen is shown (Network Level Authentication)."""
    uac: bool | None = None
    laps: str | None = None
    """entra, active_directory, legacy (Microsoft's older tool) or off: who keeps the password of the administrator."""
    automatic_logon: bool | None = None
    stored_password: bool | None = None
    """Whether a password lies readable in the registry for it; it is not read."""


def policies(machine: Machine, smb1_feature: list[Row] | None = None) -> Policies:
    """Everything; `machine` gives the key at a path, `smb1_feature` is the object of Win32_OptionalFeature."""
    logon = machine(_WINLOGON)
    automatic = text_of(logon, "AutoAdminLogon") or number_of(logon, "AutoAdminLogon") if logon else None
    return Policies(
        smb1=smb1(machine, smb1_feature),
        remote_desktop=remote_desktop(machine),
        remote_desktop_nla=_yes(
            machine,
            (r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "UserAuthentication"),
            (rf"{_CONTROL}\Control\Terminal Server\WinStations\RDP-Tcp", "UserAuthentication"),
        ),
        uac=_yes(machine, (r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies\System", "EnableLUA")),
        laps=laps(machine),
        # A key without the value is the ordinary state of Windows: nobody is let in by itself.
        automatic_logon=None if logon is None else str(automatic) == "1",
        stored_password=None if logon is None else text_of(logon, "DefaultPassword") is not None,
    )


def smb1(machine: Machine, feature: list[Row] | None) -> bool | None:
    """By the feature where it is told, else by what serves and asks for it."""
    state = number_in(feature[0], "InstallState") if feature else None
    server = _number(machine, rf"{_CONTROL}\Services\LanmanServer\Parameters", "SMB1")
    client = _number(machine, rf"{_CONTROL}\Services\mrxsmb10", "Start")
    if state in {_OFF, _ABSENT}:
        return False
    if state == _ON:
        return not (server == 0 and client in {None, _DISABLED})
    if server == 0 and client == _DISABLED:
        return False
    return True if server == 1 else None


def remote_desktop(machine: Machine) -> bool | None:
    """Whether others may take over the screen from afar."""
    denied = _first(
        machine,
        (r"SOFTWARE\Policies\Microsoft\Windows NT\Terminal Services", "fDenyTSConnections"),
        (rf"{_CONTROL}\Control\Terminal Server", "fDenyTSConnections"),
    )
    return None if denied is None else denied == 0


def laps(machine: Machine) -> str | None:
    """Who keeps the password of the local administrator; None where the registry cannot be read at all."""
    for path in _LAPS:
        store = _number(machine, path, "BackupDirectory")
        if store is not None:
            return _STORES.get(store)
    if _number(machine, _OLD_LAPS, "AdmPwdEnabled") == 1:
        return "legacy"
    return "off" if machine(r"SOFTWARE\Microsoft\Windows\CurrentVersion\Policies") is not None else None


def _yes(machine: Machine, *places: tuple[str, str]) -> bool | None:
    number = _first(machine, *places)
    return None if number is None else number != 0


def _first(machine: Machine, *places: tuple[str, str]) -> int | None:
    return next((number for path, name in places if (number := _number(machine, path, name)) is not None), None)


def _number(machine: Machine, path: str, name: str) -> int | None:
    key = machine(path)
    return number_of(key, name) if key else None
