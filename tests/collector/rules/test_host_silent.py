from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import Silence
from schoolwacht_collector.rules.host_silent import RULE, judge


def silence(kind: DeviceClass, *, minutes: float = 0, listened: float | None = None, days: float = 0) -> Silence:
    lasted = timedelta(minutes=minutes)
    heard = lasted if listened is None else timedelta(minutes=listened)
    return Silence(device("lok-12", device_class=kind), NOW - lasted, lasted, heard, days)


def findings(kind: DeviceClass, *, minutes: float = 0, listened: float | None = None, days: float = 0) -> list[Finding]:
    return list(judge(silence(kind, minutes=minutes, listened=listened, days=days), RULE.limits, NOW))


LONG = silence(DeviceClass.SHARED, days=11)
EXAMPLE = Example(raised=LONG, kept=replace(LONG, settling=True), well=silence(DeviceClass.SHARED, days=1))


def test_a_server_is_urgent_after_ten_minutes() -> None:
    assert findings(DeviceClass.SERVER, minutes=10) == []
    (finding,) = findings(DeviceClass.SERVER, minutes=10.1)
    assert finding.severity is Severity.URGENT
    assert finding.opens


def test_after_a_restart_of_the_collector_no_server_alert_opens_and_none_is_solved() -> None:
    (finding,) = findings(DeviceClass.SERVER, minutes=600, listened=2)
    assert not finding.opens


@pytest.mark.parametrize(
    ("kind", "days"),
    [(DeviceClass.SHARED, 10), (DeviceClass.STAFF, 10), (DeviceClass.TROLLEY, 20), (DeviceClass.LOAN, 20)],
)
def test_other_machines_are_counted_in_school_days(kind: DeviceClass, days: float) -> None:
    assert findings(kind, minutes=1e5, days=days - 0.1) == []
    (finding,) = findings(kind, days=days)
    assert finding.severity is Severity.NOTICE


def test_spare_machines_may_be_silent_for_ever() -> None:
    assert findings(DeviceClass.SPARE, minutes=1e6, days=400) == []


PATIENT = [{"settling": True}, {"room_told": True}]


@pytest.mark.parametrize("why", PATIENT)
def test_after_a_holiday_and_in_a_room_that_was_told_about_none_opens_and_none_is_solved(why: dict[str, Any]) -> None:
    (finding,) = judge(replace(LONG, **why), RULE.limits, NOW)
    assert not finding.opens


@pytest.mark.parametrize("why", PATIENT)
def test_a_server_is_told_whatever_day_it_is(why: dict[str, Any]) -> None:
    (finding,) = judge(replace(silence(DeviceClass.SERVER, minutes=11), **why), RULE.limits, NOW)
    assert finding.opens
