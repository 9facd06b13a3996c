"""All lists of a Windows machine together."""

from __future__ import annotations

import pytest

from agent.platforms.windows.trees import UNINSTALL_32, entry, hives, machine
from schoolwacht_agent.platforms.windows.msix import STORE
from schoolwacht_agent.platforms.windows.registry import NoRegistry
from schoolwacht_agent.platforms.windows.software_books import native, programs, stamp
from schoolwacht_agent.surveys.software import rows

HIVE = "[HKEY_USERS\\S-1-5-21-1-2-3-1001\\Software\\"
POLICIES = "[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\"
ENVIRONMENT = "[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control\\Session Manager\\"
CODE = "{12345678-9ABC-DEF0-1234-567890ABCDEF}"
MACHINE = (
    entry("Environment", start=ENVIRONMENT, PROCESSOR_ARCHITECTURE="AMD64")
    + entry(CODE, DisplayName="Acme Draw 2.0 (x64)", DisplayVersion="2.0")
    + entry("Bundle", start=UNINSTALL_32, DisplayName="Acme Draw 2.0 (x64)", DisplayVersion="2.0", Publisher="Acme")
    + entry("Old", start=UNINSTALL_32, DisplayName="Old Tool", DisplayVersion="1")
    + entry(
        "87654321CBA90FED2143658709BADCFE",
        start="[HKEY_LOCAL_MACHINE\\SOFTWARE\\Classes\\Installer\\UpgradeCodes\\",
        **{"87654321CBA90FED2143658709BADCFE": ""},
    )
    + entry("Applications\\Acme.Paint_1.0.0.0_x64__0123456789abc", start=f"[HKEY_LOCAL_MACHINE\\{STORE}\\")
    + entry(
        "Google\\Chrome\\ExtensionInstallForcelist", start=POLICIES, **{"1": "a" * 32 + ";https://school.example/x"}
    )
)
USER = entry(
    "Zoom",
    start=HIVE + "Microsoft\\Windows\\CurrentVersion\\Uninstall\\",
    DisplayName="Zoom",
    DisplayVersion="6",
    InstallLocation="C:\\\\Users\\\\ann",
    RegOwner="Ann Example",
)


def test_every_list_is_told_and_twins_count_once() -> None:
    found = [one for one in programs(machine(MACHINE), hives(USER)) if one.hidden is None]

    assert {(one.source, one.name, one.architecture, one.scope, one.upgrade_code) for one in found} == {
        ("uninstall", "Acme Draw 2.0 (x64)", "x64", "machine", CODE),
        ("uninstall", "Old Tool", "x86", "machine", None),
        ("uninstall", "Zoom", "", "user", None),
        ("msix", "Acme.Paint", "x64", "machine", "Acme.Paint_0123456789abc"),
        ("browser_policy", "a" * 32, "", "machine", None),
    }


def test_no_row_tells_whose_a_program_is_or_where_an_extension_comes_from() -> None:
    told = str([dict(row.cells) for row in rows(programs(machine(MACHINE), hives(USER)))])

    assert "S-1-5" not in told
    assert "ann" not in told.casefold()
    assert "school.example" not in told


def test_a_windows_of_32_bits_has_one_list() -> None:
    text = entry("Environment", start=ENVIRONMENT, PROCESSOR_ARCHITECTURE="x86") + entry("A", DisplayName="Acme")
    look = machine(text)

    assert native(look) == "x86"
    assert [one.architecture for one in programs(look, tuple)] == ["x86"]


def test_the_stamp_changes_with_an_entry() -> None:
    more = MACHINE + entry("New", DisplayName="New")

    assert stamp(machine(MACHINE), tuple) == stamp(machine(MACHINE), tuple)
    assert stamp(machine(MACHINE), tuple) != stamp(machine(more), tuple)
    assert stamp(machine(MACHINE), tuple) != stamp(machine(MACHINE), hives(USER))


def test_without_a_registry_nothing_is_known_instead_of_nothing_installed() -> None:
    with pytest.raises(NoRegistry, match="registry"):
        list(programs(machine(""), tuple))
    assert stamp(machine(""), tuple)
