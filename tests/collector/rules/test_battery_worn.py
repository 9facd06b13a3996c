from __future__ import annotations

from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.battery_worn import RULE, judge


def battery(health: float | str | None) -> DeviceRow:
    cells = {"name": "BAT0", "health_percent": health}
    return DeviceRow(device("lap"), cells, NOW - timedelta(days=9), NOW)


def findings(health: float | str | None) -> list[Finding | Unsure]:
    return list(judge(battery(health), RULE.limits, NOW))


EXAMPLE = Example(raised=battery(60), kept=battery(72), well=battery(75), unknown=[battery(None)])


@pytest.mark.parametrize(
    ("health", "severity", "opens"),
    [
        (74.9, Severity.NOTICE, False),
        (70.0, Severity.NOTICE, False),
        (69.9, Severity.NOTICE, True),
        (50.0, Severity.NOTICE, True),
        (49.9, Severity.WARNING, True),
    ],
)
def test_it_is_noted_when_worn_and_a_warning_when_half_is_gone(
    health: float, severity: Severity, *, opens: bool
) -> None:
    (finding,) = findings(health)
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (severity, opens, Subject("lap", "BAT0"))


@pytest.mark.parametrize("health", [75.0, 100.0, 103.5])
def test_a_battery_that_holds_enough_is_no_news(health: float) -> None:
    assert findings(health) == []


@pytest.mark.parametrize("health", [None, 0, -1, 6553.5, "worn", float("nan")])
def test_what_makes_no_sense_is_neither_good_nor_bad(health: float | str | None) -> None:
    assert findings(health) == [Unsure(Subject("lap", "BAT0"))]
