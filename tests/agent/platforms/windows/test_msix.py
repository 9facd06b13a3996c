"""MSIX and AppX packages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.platforms.windows.trees import entry, machine
from schoolwacht_agent.platforms.program import Program
from schoolwacht_agent.platforms.windows.msix import REPOSITORY, STORE, parse_name, programs

START = f"[HKEY_LOCAL_MACHINE\\{STORE}\\"
MAKER = "8wekyb3d8bbwe"


def read(*keys: str) -> list[Program]:
    return programs(machine("".join(entry(key, start=START) for key in keys))(STORE))


def test_a_full_name_tells_who_what_and_for_which_processor() -> None:
    assert parse_name("Acme.Draw_24.1.0.7_x64__0123456789abc") == Program(
        "Acme.Draw",
        "24.1.0.7",
        "msix",
        "",
        "x64",
        upgrade_code="Acme.Draw_0123456789abc",
        product_code="Acme.Draw_24.1.0.7_x64__0123456789abc",
    )


@pytest.mark.parametrize(
    ("full", "why"),
    [
        (f"Microsoft.VCLibs.140.00_14.0.33519.0_x64__{MAKER}", "framework"),
        (f"Microsoft.Acme_1.0.0.0_neutral_split.language-nl_{MAKER}", "resource"),
        ("Microsoft.Windows.ShellExperienceHost_10.0.1.1_neutral_neutral_cw5n1h2txyewy", "part_of_windows"),
        (f"1527c705-839a-4832-9118-54d4Bd6a0c89_10.0.1.1_neutral_neutral_{MAKER}", "part_of_windows"),
        (f"Microsoft.WindowsCalculator_1.0.0.0_neutral_~_{MAKER}", None),
    ],
)
def test_what_is_no_program_says_why(full: str, why: str | None) -> None:
    found = parse_name(full)

    assert found is not None
    assert found.hidden == why


@pytest.mark.parametrize("full", ["", "Acme", f"Acme.Draw_1.0_x64__{MAKER}", f"Acme.Draw_1.0.0.0_x64_{MAKER}"])
def test_what_is_no_full_name_is_none(full: str) -> None:
    assert parse_name(full) is None


def test_people_and_everyone_are_told_apart_and_no_person_is_named() -> None:
    found = read(
        f"Applications\\Acme.Draw_1.0.0.0_neutral_~_{MAKER}",
        f"S-1-5-21-1-2-3-1001\\Acme.Draw_1.0.0.5_x64__{MAKER}",
        f"S-1-5-21-1-2-3-1002\\Acme.Draw_1.0.0.5_x64__{MAKER}",
        f"S-1-12-1-4-5-6-7\\Acme.Paint_2.0.0.0_x64__{MAKER}",
        f"Staged\\Acme.Old_1.0.0.0_x64__{MAKER}",
        f"Deprovisioned\\Acme.Gone_{MAKER}",
    )

    assert {(one.name, one.version, one.scope, one.hidden) for one in found} == {
        ("Acme.Draw", "1.0.0.0", "machine", "twin"),
        ("Acme.Draw", "1.0.0.5", "machine", None),
        ("Acme.Draw", "1.0.0.5", "user", "twin"),
        ("Acme.Paint", "2.0.0.0", "user", None),
        ("Acme.Old", "1.0.0.0", "machine", "only_staged"),
    }
    assert "S-1-" not in str(found)


def test_what_everyone_gets_and_nobody_has_yet_is_told() -> None:
    (found,) = read(f"Applications\\Acme.Draw_1.0.0.0_neutral_~_{MAKER}")

    assert (found.hidden, found.scope) == (None, "machine")
    assert programs(None) == []


def test_where_nobody_is_named_all_that_is_registered_counts() -> None:
    text = entry(f"Acme.Draw_1.0.0.0_x64__{MAKER}", start=f"[HKEY_LOCAL_MACHINE\\{REPOSITORY}\\")
    nobody, someone = machine(text), machine(text + entry("S-1-5-21-1-2-3-1001", start=START))

    assert [one.hidden for one in programs(nobody(STORE), nobody(REPOSITORY))] == [None]
    assert [one.hidden for one in programs(someone(STORE), someone(REPOSITORY))] == ["only_staged"]


@given(st.text(alphabet="Acme._~-x64neutral018wekyb3d8bbwe", max_size=80) | st.text())
def test_rubbish_is_survived(text: str) -> None:
    found = parse_name(text)

    assert found is None or found.name
