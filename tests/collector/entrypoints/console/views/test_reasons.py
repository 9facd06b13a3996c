from __future__ import annotations

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from collector.entrypoints.console.pages.test_overview import alert
from schoolwacht_collector.domain.alerts import Severity
from schoolwacht_collector.entrypoints.console.speech import Speech
from schoolwacht_collector.entrypoints.console.views.reasons import reason

DUTCH = Speech("nl", ZoneInfo("Europe/Brussels"))


@pytest.mark.parametrize(
    ("rule", "value", "limit", "words"),
    [
        ("disk_full", 97.4, 95.0, ("97,4 %", "95 %")),
        ("battery_worn", 48.0, 50.0, ("48 %", "50 %")),
        ("clock_wrong", 7_200.0, 300.0, ("2 uur", "5 minuten")),
        ("certificate_ending", -3_600.0, 604_800.0, ("0 seconden", "7 dagen")),
        ("disk_fills_up", 9.0, 14.0, ("9 dagen", "14 dagen")),
        ("room_silent", 0.92, 0.8, ("92 %", "80 %")),
        ("unlicensed_install", 4.0, 0.0, ("4 toestellen", "0 toestellen")),
        ("disk_failing", 14.0, 8.0, ("14", "8")),
        ("machine_crashes", 3.0, 2.0, ("3", "2")),
    ],
)
def test_figures_are_written_in_the_unit_of_their_rule(
    rule: str, value: float, limit: float, words: tuple[str, str]
) -> None:
    plain = alert(1, Severity.WARNING, rule)
    assert reason(replace(plain, finding=replace(plain.finding, value=value, limit=limit)), DUTCH) == words


@pytest.mark.parametrize("rule", ["backup_failed", "collector_health", "protection_off", "raid_degraded"])
def test_what_is_said_in_words_has_no_figures(rule: str) -> None:
    assert reason(alert(1, Severity.URGENT, rule), DUTCH) is None
