"""What is around a Windows computer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.units import Service
from schoolwacht_agent.platforms.virtual_machines import Guests
from schoolwacht_agent.platforms.windows import registry_export
from schoolwacht_agent.platforms.windows.registry import Key
from schoolwacht_agent.platforms.windows.surroundings import (
    Around,
    Machine,
    around,
    directory,
    managers,
    shares,
    troubled,
)
from schoolwacht_agent.platforms.windows.wmi_value import Row

MEMBER = r"""[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]
"Domain"="school.example"
[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon]
"Start"=dword:00000002
"""
ALONE = r"""[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters]
"Domain"="school.example"
[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\Netlogon]
"Start"=dword:00000003
"""
ENTRA = r"""[HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\CloudDomainJoin\JoinInfo\ABCDEF]
"UserEmail"="jan@school.example"
"""
INTUNE = r"""[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Enrollments\11111111-2222-3333-4444-555555555555]
"EnrollmentState"=dword:00000001
"ProviderID"="MS DM Server"
[HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Enrollments\Status]
"""


def machine(*parts: str) -> Machine:
    export = registry_export.parse(("Windows Registry Editor Version 5.00\r\n\r\n" + "".join(parts)).encode())

    def key(path: str) -> Key | None:
        return export.root.child(rf"HKEY_LOCAL_MACHINE\{path}")

    return key


@pytest.mark.parametrize(
    ("parts", "word"),
    [
        ((MEMBER,), "active_directory"),
        ((ALONE,), "none"),
        ((ALONE, ENTRA), "entra"),
        ((MEMBER, ENTRA), "entra_hybrid"),
        ((INTUNE,), None),
    ],
)
def test_the_kind_of_directory_is_told_and_not_its_name(parts: tuple[str, ...], word: str | None) -> None:
    assert directory(machine(*parts)) == word


def test_managers_are_enrolments_that_are_in_force_and_known_services() -> None:
    assert managers(machine(INTUNE), [{"Name": "opsiclientd"}, {"Name": "Spooler"}]) == ["intune", "opsi"]
    assert managers(machine(INTUNE.replace("00000001", "00000002")), []) == []


def test_shares_of_windows_itself_are_not_counted() -> None:
    rows: list[Row] = [
        {"Name": "C$", "Type": "2147483648"},
        {"Name": "Klas", "Type": "0"},
        {"Name": "HP", "Type": "1"},
        {},
    ]
    assert shares(rows) == 1


def service(**more: str) -> Row:
    return {"Name": "Spooler", "State": "Stopped", "StartMode": "Auto", "ExitCode": "1067"} | more


def test_a_service_that_ended_with_an_error_is_in_trouble() -> None:
    assert troubled([service()]) == [Service("Spooler", "failed", "1067")]
    assert troubled([service(ExitCode="1066", ServiceSpecificExitCode="5")]) == [Service("Spooler", "failed", "5")]
    assert troubled([service(Name="OneSync_3f9a1")]) == [Service("OneSync", "failed", "1067")]


@pytest.mark.parametrize(
    "change", [{"ExitCode": "0"}, {"ExitCode": "1077"}, {"State": "Running"}, {"StartMode": "Manual"}]
)
def test_a_service_that_need_not_run_is_well(change: dict[str, str]) -> None:
    assert troubled([service(**change)]) == []


def test_what_windows_does_not_tell_is_unknown() -> None:
    assert around(lambda *_: None, lambda _: None) == Around(None, None, (), None, None)


def test_guests_of_hyper_v_are_counted() -> None:
    rows: list[Row] = [
        {"Name": "HOST", "EnabledState": "2"},
        {"Name": "11111111-2222-3333-4444-555555555555", "EnabledState": "2"},
        {"Name": "21111111-2222-3333-4444-555555555555", "EnabledState": "3"},
    ]
    found = around(lambda name, *_: rows if name == "Msvm_ComputerSystem" else [], lambda _: None)

    assert found.guests == (Guests("vm", "hyper-v", 2, 1),)


_VALUES = st.text(max_size=10) | st.sampled_from(["0", "5", "auto", "stopped"])


@settings(max_examples=100, deadline=None)
@given(st.lists(st.dictionaries(st.sampled_from(["Name", "Type", "State", "StartMode", "ExitCode"]), _VALUES)))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    shares(rows)
    troubled(rows)
    managers(lambda _: None, rows)
