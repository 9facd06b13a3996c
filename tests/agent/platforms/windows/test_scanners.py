"""Scanners on a Windows machine."""

from __future__ import annotations

from schoolwacht_agent.platforms.scanner import Scanner
from schoolwacht_agent.platforms.windows.antivirus import Antivirus, Defender
from schoolwacht_agent.platforms.windows.scanners import joined

OWN = Defender(True, True, "Normal", 1, "2026-01-01", True, 3)


def test_defender_is_told_once() -> None:
    centre = [Antivirus("Windows Defender", "on", True), Antivirus("Other", "snoozed", False)]

    assert joined(centre, OWN) == [
        Scanner("Microsoft Defender", None, True, True, None, "2026-01-01"),
        Scanner("Other", None, False, False),
    ]


def test_a_passive_defender_does_not_watch() -> None:
    own = Defender(True, True, "Passive Mode", None, None, None, None)

    assert joined([], own) == [Scanner("Microsoft Defender", enabled=False)]


def test_without_its_own_word_the_centre_counts() -> None:
    assert joined([Antivirus("Windows Defender", "unknown", None)], None) == [Scanner("Windows Defender")]
