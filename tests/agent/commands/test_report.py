from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from agent.looked import HELLO, LOAD, SOFTWARE
from schoolwacht_agent.commands.report import by_group, print_report
from schoolwacht_agent.commands.words import Voice
from schoolwacht_agent.looking import Look
from schoolwacht_agent.probe import Group, Missing, Probe

HEALTH = Probe("health", timedelta(hours=1), (LOAD,), lambda _: (), group=Group.HEALTH)
PROGRAMS = Probe("programs", timedelta(hours=1), (SOFTWARE, HELLO), lambda _: (), group=Group.SOFTWARE)
ALL = {"health": HEALTH, "programs": PROGRAMS}


def groups(health: Look, programs: Look) -> dict[str, dict[str, Any]]:
    return by_group(ALL, {"health": health, "programs": programs})


def test_there_are_ten_questions_each_with_rows_or_a_reason_and_a_remedy() -> None:
    said = groups(Look((LOAD(1),)), Look((SOFTWARE(name="vim"),)))
    assert len(said) == 10
    for one in said.values():
        assert one["rows"] or (one["unknown_reason"] and one["remedy"])


def test_rows_say_of_which_table_they_are() -> None:
    said = groups(Look(()), Look((SOFTWARE(name="vim"),)))
    assert said["software"]["rows"] == [{"table": "software", "name": "vim"}]
    assert "unknown_reason" not in said["software"]


def test_what_is_not_known_says_why_and_what_would_help() -> None:
    said = groups(Look(None, flaw="OSError: x"), Look((Missing(SOFTWARE, "locked", "wait"),)))
    assert said["software"]["unknown_reason"] == "locked"
    assert said["software"]["remedy"] == "wait"
    assert said["health"]["unknown"] == [{"probe": "health", "table": "", "reason": "OSError: x", "remedy": ""}]


def test_a_long_table_is_cut_for_people_and_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    said = groups(Look((LOAD(1),)), Look(tuple(SOFTWARE(name=f"program-{number:02}") for number in range(40))))
    print_report(said, Voice("nl"))
    shown = capsys.readouterr().out
    assert "software (40)" in shown
    assert "program-11" in shown
    assert "program-12" not in shown
    assert "... en nog 28; --json toont alles" in shown
    assert "Gezondheid" in shown
