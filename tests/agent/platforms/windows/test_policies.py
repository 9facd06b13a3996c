"""Settings of Windows that a coordinator should know of."""

from __future__ import annotations

import pytest

from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.windows import policies
from schoolwacht_agent.platforms.windows.policies import Policies
from schoolwacht_agent.platforms.windows.wmi_value import Row

HKLM = "[HKEY_LOCAL_MACHINE\\"
TERMINAL = f"{HKLM}SYSTEM\\CurrentControlSet\\Control\\Terminal Server]\n"
TERMINAL_POLICY = f"{HKLM}SOFTWARE\\Policies\\Microsoft\\Windows NT\\Terminal Services]\n"
SERVICES = f"{HKLM}SYSTEM\\CurrentControlSet\\Services\\"
SYSTEM = f"{HKLM}SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System]\n"
WINLOGON = f"{HKLM}SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon]\n"
DENIED, ALLOWED = '"fDenyTSConnections"=dword:00000001\n\n', '"fDenyTSConnections"=dword:00000000\n\n'


def said(text: str, feature: list[Row] | None = None) -> Policies:
    return policies.policies(machine(text), feature)


def test_an_empty_registry_tells_nothing() -> None:
    assert said("") == Policies()


def test_a_policy_decides_about_remote_desktop() -> None:
    assert said(TERMINAL + ALLOWED).remote_desktop is True
    assert said(TERMINAL + ALLOWED + TERMINAL_POLICY + DENIED).remote_desktop is False


@pytest.mark.parametrize(
    ("feature", "text", "on"),
    [
        ("1", "", True),
        ("2", "", False),
        ("3", "", False),
        ("1", f'{SERVICES}LanmanServer\\Parameters]\n"SMB1"=dword:00000000\n', False),
        (None, f'{SERVICES}LanmanServer\\Parameters]\n"SMB1"=dword:00000001\n', True),
        (None, f'{SERVICES}LanmanServer\\Parameters]\n"SMB1"=dword:00000000\n', None),
        (None, "", None),
    ],
)
def test_the_first_version_of_smb_is_told_or_unknown(feature: str | None, text: str, on: bool | None) -> None:  # noqa: FBT001 - plain data
    rows: list[Row] | None = [{"InstallState": feature}] if feature else None

    assert said(text, rows).smb1 is on


@pytest.mark.parametrize(
    ("place", "name", "number", "store"),
    [
        ("SOFTWARE\\Microsoft\\Policies\\LAPS", "BackupDirectory", 1, "entra"),
        ("SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\LAPS", "BackupDirectory", 2, "active_directory"),
        ("SOFTWARE\\Policies\\Microsoft Services\\AdmPwd", "AdmPwdEnabled", 1, "legacy"),
        ("SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System", "EnableLUA", 1, "off"),
    ],
)
def test_who_keeps_the_password_of_the_administrator(place: str, name: str, number: int, store: str) -> None:
    assert said(f'{HKLM}{place}]\n"{name}"=dword:{number:08x}\n').laps == store


def test_a_password_that_lies_about_is_told_and_not_read() -> None:
    found = said(WINLOGON + '"AutoAdminLogon"="1"\n"DefaultPassword"="hunter2"\n"DefaultUserName"="jan"\n')

    assert (found.automatic_logon, found.stored_password) == (True, True)
    assert "hunter2" not in repr(found)
    assert said(WINLOGON + '"Shell"="explorer.exe"\n').automatic_logon is False


def test_the_question_before_an_administrator_acts() -> None:
    assert said(SYSTEM + '"EnableLUA"=dword:00000000\n').uac is False
