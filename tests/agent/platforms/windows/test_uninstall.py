"""Programs that Windows can uninstall."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.trees import UNINSTALL, UNINSTALL_32, entry, machine
from agent.recordings import recordings
from schoolwacht_agent.platforms.program import Kind, Program
from schoolwacht_agent.platforms.windows import uninstall
from schoolwacht_agent.platforms.windows.registry_export import Export, ExportedKey, parse

CODE = "{11111111-2222-3333-4444-555555555555}"
OTHER = "{99999999-2222-3333-4444-555555555555}"


def read(text: str, **families: str) -> list[Program]:
    key = machine(text)(f"SOFTWARE\\{uninstall.PATH}")
    assert key is not None
    return list(uninstall.programs(key, architecture="x64", families={CODE: families.get("family", "")}))


def test_a_program_is_told_as_it_is_found() -> None:
    text = entry(
        CODE,
        DisplayName="Acme® Draw  24.1 (x64)",
        DisplayVersion="24.1.0.7",
        Publisher="Acme Software",
        InstallDate="20260901",
        EstimatedSize=2048,
        WindowsInstaller=1,
    )

    assert read(text, family=OTHER) == [
        Program(
            "Acme® Draw  24.1 (x64)",
            "24.1.0.7",
            "uninstall",
            "Acme Software",
            "x64",
            installed_on="2026-09-01",
            size_bytes=2048 * 1024,
            upgrade_code=OTHER,
            product_code=CODE,
        )
    ]


def test_entries_that_windows_does_not_show_say_why() -> None:
    text = (
        entry("nameless", DisplayVersion="1")
        + entry("part", DisplayName="Acme Part", SystemComponent=1)
        + entry("whole", DisplayName="Acme Suite")
        + entry("child", DisplayName="Acme Suite Clipart", ParentKeyName="whole")
    )

    assert [(one.name, one.hidden, one.parent) for one in read(text)] == [
        ("", "no_name", None),
        ("Acme Part", "system_component", None),
        ("Acme Suite", None, None),
        ("Acme Suite Clipart", "child", "Acme Suite"),
    ]


@pytest.mark.parametrize(
    ("key", "values", "kind"),
    [
        ("KB1234567", {"DisplayName": "Security Update for Windows XP (KB1234567)"}, Kind.HOTFIX),
        ("x", {"DisplayName": "Hotfix", "ReleaseType": "Hotfix", "ParentKeyName": "OperatingSystem"}, Kind.HOTFIX),
        (f"{CODE}.KB1234567", {"DisplayName": "Update for Acme (KB1234567)"}, Kind.UPDATE),
        (f"{CODE}_ACME.PLUS_{OTHER}", {"DisplayName": "Acme Suite Service Pack 2", "SystemComponent": 1}, Kind.UPDATE),
        ("x", {"DisplayName": "Beveiligingsupdate voor Acme Office 2016 (KB1)"}, Kind.UPDATE),
        ("x", {"DisplayName": "Update Manager for Acme"}, Kind.APPLICATION),
        ("x", {"DisplayName": "Acme Updater"}, Kind.APPLICATION),
    ],
)
def test_repairs_are_told_from_programs(key: str, values: dict[str, str | int], kind: Kind) -> None:
    text = entry(CODE, DisplayName="Acme Suite") + entry(key, start=UNINSTALL, **values)
    found = read(text)[1]

    assert (found.kind, found.hidden) == (kind, None)
    if key.startswith(CODE):
        assert found.parent == "Acme Suite"


def test_a_bundle_names_its_own_family() -> None:
    (found,) = read(entry("x", DisplayName="Acme", BundleUpgradeCode=OTHER.lower()))

    assert found.upgrade_code == OTHER


@pytest.mark.parametrize("size", [0, 0xFFFFFFFF])
def test_a_size_that_is_none_has_no_value(size: int) -> None:
    assert read(entry("x", DisplayName="Acme", EstimatedSize=size))[0].size_bytes is None


def test_an_address_is_no_publisher() -> None:
    assert read(entry("x", DisplayName="Acme", Publisher="ann@example.org"))[0].publisher == ""


def test_without_a_date_the_day_of_writing_is_told() -> None:
    from datetime import UTC, datetime

    export = Export()
    key = export.root.make("Uninstall\\Acme")
    key.pairs["displayname"] = ("DisplayName", "Acme")
    key.written = datetime(2026, 9, 1, 12, tzinfo=UTC)
    top = export.root.child("Uninstall")

    assert top is not None
    assert [one.installed_on for one in uninstall.programs(top)] == ["2026-09-01"]


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(
            ["DisplayName", "DisplayVersion", "InstallDate", "EstimatedSize", "ParentKeyName", "Publisher"]
        ),
        st.text(max_size=20) | st.integers(-5, 1 << 64) | st.binary(max_size=5) | st.tuples(st.text(max_size=5)),
    ),
    st.text(max_size=20),
)
def test_rubbish_is_survived(values: dict[str, str | int | bytes | tuple[str]], name: str) -> None:
    key = ExportedKey(name, {one.casefold(): (one, value) for one, value in values.items()})
    (found,) = uninstall.programs(ExportedKey("Uninstall", below={"x": key}))

    assert found.name or found.hidden == "no_name"


def test_the_list_of_32_bits_lies_elsewhere() -> None:
    look = machine(entry("x", start=UNINSTALL_32, DisplayName="Acme"))

    assert look(f"SOFTWARE\\{uninstall.PATH}") is None
    assert look(f"SOFTWARE\\{uninstall.PATH}", view=32) is not None


def test_recordings_are_understood() -> None:
    found = 0
    for file in recordings("win32/registry"):
        key = parse(file.read_bytes()).root.child(f"HKEY_LOCAL_MACHINE\\SOFTWARE\\{uninstall.PATH}")
        found += sum(bool(one.name and one.version) for one in uninstall.programs(key)) if key else 0
    assert found >= 7
