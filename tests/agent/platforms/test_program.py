"""One shape for everything that is installed."""

from __future__ import annotations

from schoolwacht_agent.platforms.program import MACHINE, Kind, Program


def test_a_name_alone_is_an_application_that_everyone_has_and_nothing_else_is_known() -> None:
    program = Program("Acme Draw")

    assert (program.kind, program.scope, program.hidden) == (Kind.APPLICATION, MACHINE, None)
    assert (program.installed_on, program.size_bytes, program.upgrade_code, program.parent) == (None, None, None, None)


def test_kinds_travel_as_plain_words() -> None:
    assert str(Kind.HOTFIX) == "hotfix"
    assert all(kind.isalpha() and kind.islower() for kind in Kind)
