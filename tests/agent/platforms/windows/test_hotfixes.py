"""Repairs of Windows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.trees import entry, machine
from schoolwacht_agent.platforms.windows.hotfixes import PACKAGES, of_wmi, programs

START = f"[HKEY_LOCAL_MACHINE\\{PACKAGES}\\"
END = "~31bf3856ad364e35~amd64~~22621.1.1.1"


def package(name: str, state: int | None, **values: str | int) -> str:
    return entry(name + END, start=START, **({} if state is None else {"CurrentState": state}), **values)


def test_repairs_that_are_in_use_are_told_once_and_the_rest_says_why() -> None:
    text = (
        package("Package_for_KB5031354", 112, InstallTimeHigh=0x01DA53D7, InstallTimeLow=0xC5AC0000)
        + package(
            "Package_for_RollupFix", 112, InstallLocation="\\\\\\\\?\\\\C:\\\\x\\\\Windows11.0-KB5034123-x64.cab\\\\"
        )
        + package("Package_for_KB5000001", 80)
        + package("Package_for_KB5000002", 96)
        + package("Package_2_for_KB5031354", 112)
        + package("Microsoft-Windows-Printing-Package", 112)
        + package("Package_for_KB5000003", None)
    )
    found = programs(machine(text)(PACKAGES))

    assert [(one.name, one.hidden) for one in found if not one.hidden] == [("KB5031354", None), ("KB5034123", None)]
    assert sorted(one.hidden for one in found if one.hidden) == [
        "feature",
        "not_installed",
        "part",
        "pending",
        "superseded",
    ]
    assert (found[0].installed_on, found[0].architecture, found[0].parent) == ("2024-01-30", "amd64", "Windows")
    assert found[1].section == "rollup"


def test_what_windows_management_tells_is_read_without_the_person_who_did_it() -> None:
    found = list(
        of_wmi(
            [
                {
                    "HotFixID": "KB5031354",
                    "InstalledOn": "10/1/2026",
                    "InstalledBy": "SCHOOL\\ann",
                    "Description": "Update",
                },
                {"HotFixID": "File 1", "ServicePackInEffect": "KB811113"},
                {"HotFixID": "Q147222"},
                {"HotFixID": "File 1"},
                {"HotFixID": "KB5031354"},
                {"HotFixID": None},
            ]
        )
    )

    assert [(one.name, one.installed_on) for one in found] == [
        ("KB5031354", "2026-10-01"),
        ("KB811113", None),
        ("KB147222", None),
    ]
    assert "ann" not in str(found)


def test_without_the_key_there_is_nothing() -> None:
    assert programs(None) == []


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="Package_for_KB50~amd64.[]", max_size=60), st.integers(0, 0xFFFFFFFF))
def test_rubbish_is_survived(name: str, number: int) -> None:
    key = machine(
        entry("x", start=START)
        + entry(name, start=START, CurrentState=number, InstallTimeHigh=number, InstallTimeLow=number)
    )

    assert all(one.name for one in programs(key(PACKAGES)))
    list(of_wmi([{"HotFixID": name, "InstalledOn": name, "Description": number}]))
