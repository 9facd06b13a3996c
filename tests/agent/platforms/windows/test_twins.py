"""Products that are listed more than once."""

from __future__ import annotations

from schoolwacht_agent.platforms.program import USER, Program
from schoolwacht_agent.platforms.windows.twins import folded


def hidden(*programs: Program) -> list[str | None]:
    return [one.hidden for one in folded(programs)]


def test_a_bundle_and_its_msi_are_one_program_that_knows_what_both_knew() -> None:
    bundle = Program("Acme Draw", "1.2", "uninstall", "Acme", "x86", size_bytes=5, installed_on="2026-09-02")
    msi = Program("Acme Draw", "1.2", "uninstall", "", "x64", upgrade_code="{U}", installed_on="2026-09-01")
    first, second = folded([bundle, msi])

    assert (first.hidden, second.hidden) == ("twin", None)
    assert (second.publisher, second.size_bytes, second.upgrade_code) == ("Acme", 5, "{U}")
    assert second.installed_on == "2026-09-01"


def test_two_versions_are_two_programs() -> None:
    assert hidden(Program("Acme", "1"), Program("Acme", "2"), Program("Acme Pro", "1")) == [None, None, None]


def test_one_suite_in_several_languages_is_one_program() -> None:
    assert hidden(Program("Acme Office - nl-nl", "16"), Program("Acme Office - en-us", "16")) == [None, "twin"]


def test_a_program_of_several_people_is_told_once_and_everyone_comes_first() -> None:
    assert hidden(Program("Acme", "1", scope=USER), Program("ACME", "1", scope=USER), Program("Acme", "1")) == [
        "twin",
        "twin",
        None,
    ]


def test_a_suite_learns_the_code_of_the_part_behind_it() -> None:
    part = Program("Acme Office 2016", "16.0", upgrade_code="{U}", product_code="{P}", hidden="system_component")
    whole, behind = folded([Program("Acme Office 2016", "16.0"), part])

    assert (whole.upgrade_code, whole.product_code, whole.hidden) == ("{U}", "{P}", None)
    assert behind == part
