"""What scanners on Linux say of themselves. The texts are made up after the makers' documentation."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.linux_antivirus import COMMANDS, PRODUCTS, joined, parse, scanner_of
from schoolwacht_agent.platforms.scanner import Scanner

BITDEFENDER = """Product version: 7.1.0.1
Engines version: 7.9
Last security content update: 2026-03-01 at 00:30:00 GMT+2
New security content available: yes
Features:
  - Antimalware status: Off
"""
SENTINEL = """Agent version: 24.1.2.3
SentinelCTL version: 24.1.2.3
DFI library version                 24.1
Agent state      Enabled
Site-Key                         abc
"""
RUNTIME = """   Name    PID    User     Status    Command
   pmd    10    root    Stopped    /opt/traps/bin/pmd
   spmd   11    cortexu+    Running    /opt/traps/bin/spmd
"""


def defender(**more: object) -> Scanner | None:
    said: dict[str, Any] = {
        "appVersion": "101.1",
        "definitionsVersion": "1.400.1.0",
        "definitionsUpdated": "1767225600000",
        "definitionsStatus": {"$type": "upToDate"},
        "realTimeProtectionEnabled": {"value": True, "isManaged": False},
    }
    return parse(json.dumps(said | more))


def test_defender_watches() -> None:
    assert defender() == Scanner("Microsoft Defender", "101.1", True, True, "1.400.1.0", "2026-01-01")


def test_defender_in_passive_mode_does_not_watch() -> None:
    found = defender(passiveModeEnabled={"value": True})
    assert found is not None
    assert found.enabled is False


def test_defender_with_old_signatures_is_not_up_to_date() -> None:
    found = defender(definitionsStatus={"$type": "outOfDate"}, definitionsUpdated="soon")
    assert found is not None
    assert (found.up_to_date, found.signatures_day) == (False, None)


def test_defender_with_names_of_the_documentation() -> None:
    said = {"definitions_version": "1", "real_time_protection_enabled": False, "definitions_status": "up_to_date"}
    assert parse(json.dumps(said)) == Scanner("Microsoft Defender", None, False, True, "1", None)


def test_bitdefender_tells_the_day_in_its_own_zone() -> None:
    assert parse(BITDEFENDER) == Scanner(
        "Bitdefender Endpoint Security Tools", "7.1.0.1", False, False, "7.9", "2026-02-28"
    )


def test_sentinelone_has_no_day_and_keeps_its_keys() -> None:
    found = parse(SENTINEL)
    assert found == Scanner("SentinelOne", "24.1.2.3", True, None, "24.1", None)


def test_cortex_is_told_by_two_answers() -> None:
    info, runtime = parse("Content Type: 12\nContent Version: 12-34\n"), parse(RUNTIME)
    assert joined(info, runtime) == Scanner("Cortex XDR", enabled=False, signatures="12-34")


def test_falcon_in_reduced_mode_does_not_watch() -> None:
    assert parse("version = 7.04.15907.0\nrfm-state=true.\n") == Scanner("CrowdStrike Falcon", "7.04.15907.0", False)


@pytest.mark.parametrize("text", ["", "1", "[]", "{}", '"x"', "command not found", "{" * 10_000])
def test_what_is_no_status_is_none(text: str) -> None:
    assert parse(text) is None


def test_a_product_without_an_answer_is_there_and_unknown() -> None:
    assert scanner_of("mdatp", lambda *_: None) == Scanner("Microsoft Defender")
    assert set(PRODUCTS) == set(COMMANDS)


def test_answers_of_one_program_are_put_together() -> None:
    answers = {"version": "Agent version: 1.2\nSentinelCTL version: 1\n", "control": "Agent state   Disabled\n"}
    found = scanner_of("sentinelctl", lambda _folder, _name, word, *_: answers.get(word))
    assert found == Scanner("SentinelOne", "1.2", False)


@settings(max_examples=100, deadline=None)
@given(st.text(), st.integers(0, 300))
def test_rubbish_is_survived(text: str, cut: int) -> None:
    for whole in (BITDEFENDER, SENTINEL, RUNTIME):
        parse(whole[:cut] + text + whole[cut:])
    parse(text)


def test_recordings_are_understood() -> None:
    files = recordings("linux/antivirus")
    found = [parse(file.read_text("utf-8", errors="replace")) for file in files]

    assert sum(1 for one in found if one) >= len(files) - 1
    assert {one.product for one in found if one} <= set(PRODUCTS.values())
