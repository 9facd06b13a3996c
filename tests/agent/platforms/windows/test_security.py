"""How well a Windows machine is guarded, whatever of it answers."""

from __future__ import annotations

from collections.abc import Sequence

from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows.security import WindowsSecurity, gather
from schoolwacht_agent.platforms.windows.wmi_value import Row

PARTS = ("antivirus", "defender", "volumes", "accounts", "guest_enabled", "administrators")


def look(answers: dict[str, list[Row]]) -> WindowsSecurity:
    def ask(name: str, _: Sequence[str], __: str, ___: str) -> list[Row]:
        if name not in answers:
            raise NoAnswer("no_namespace")
        return answers[name]

    return gather(ask, machine(""), None)


def test_a_machine_that_answers_nothing_is_unknown_in_everything() -> None:
    said = look({})

    assert not [part for part in PARTS if getattr(said, part) is not None]
    assert set(said.unknown) == {"antivirus", "defender", "volumes", "accounts", "smb1"}
    assert [one.enabled for one in said.firewall] == [None, None, None]


def test_none_found_differs_from_no_answer() -> None:
    said = look({"AntiVirusProduct": [], "Win32_UserAccount": []})

    assert said.antivirus == ()
    assert said.accounts is None


def test_only_the_feature_that_was_asked_for_counts() -> None:
    rows: list[Row] = [{"Name": "TelnetClient", "InstallState": "2"}, {"Name": "SMB1Protocol", "InstallState": "1"}]

    assert look({"Win32_OptionalFeature": rows}).policies.smb1 is True
    assert look({"Win32_OptionalFeature": rows[:1]}).policies.smb1 is None
