from __future__ import annotations

from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Lasting
from schoolwacht_collector.domain.rule import Silence
from schoolwacht_collector.rules.clock_wrong import RULE, judge


def heard(seconds: float, device_class: DeviceClass = DeviceClass.SHARED) -> Silence:
    machine = device("pc", clock_offset_ms=int(seconds * 1000), device_class=device_class, last_seen=NOW)
    return Silence(machine, NOW, timedelta(0), timedelta(0), 0.0)


def findings(seconds: float, device_class: DeviceClass = DeviceClass.SHARED) -> list[Finding]:
    return list(judge(heard(seconds, device_class), RULE.limits, NOW))


EXAMPLE = Example(raised=heard(90), kept=heard(45), well=heard(3))


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize(
    ("seconds", "severity", "opens"),
    [
        (31, Severity.WARNING, False),
        (60, Severity.WARNING, False),
        (61, Severity.WARNING, True),
        (300, Severity.WARNING, True),
        (301, Severity.URGENT, True),
        (1142 * 86_400, Severity.URGENT, True),
    ],
)
def test_a_minute_is_a_warning_and_five_are_urgent(
    sign: int, seconds: float, severity: Severity, *, opens: bool
) -> None:
    (finding,) = findings(sign * seconds)
    assert (finding.severity, finding.opens) == (severity, opens)
    assert finding.summary.values == {"time": Lasting(seconds)}
    assert ("ahead" in finding.summary.template) == (sign > 0)


def test_half_a_minute_is_no_news() -> None:
    assert findings(30) == findings(-30) == []


def test_a_clock_that_starts_in_another_year_has_a_dead_battery() -> None:
    (finding,) = findings(-2000 * 86_400)
    assert "battery" in finding.advice.template


@pytest.mark.parametrize("kind", [DeviceClass.SPARE, DeviceClass.LOAN])
def test_nobody_runs_for_a_machine_in_a_cupboard_or_at_home(kind: DeviceClass) -> None:
    (finding,) = findings(4000, kind)
    assert finding.severity is Severity.WARNING
