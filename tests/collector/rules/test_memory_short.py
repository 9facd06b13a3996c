from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, calendar, device
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.message import Percent
from schoolwacht_collector.domain.rule import Course, DeviceAnswers, LatestValues
from schoolwacht_collector.rules.memory_short import RULE, judge, worth

HOUR = timedelta(hours=1)
FRIDAY = NOW - timedelta(days=3)
THURSDAY, WEDNESDAY, SATURDAY = FRIDAY - timedelta(days=1), FRIDAY - timedelta(days=2), FRIDAY + timedelta(days=1)


def machine(
    *starts: datetime,
    hours: int = 2,
    available: float = 6.0,
    swap: float | None = 60.0,
    kind: DeviceClass = DeviceClass.SHARED,
) -> DeviceAnswers:
    """Short of memory for some hours from each start."""
    pc = device("pc", device_class=kind)
    times = [start + HOUR * hour for start in starts for hour in range(hours)]
    lines = {"mem.available_percent": tuple((at, available) for at in times)}
    if swap is not None:
        lines["swap.used_percent"] = tuple((at, swap) for at in times)
    values = (LatestValues(pc, {}, {"available_percent": available}, NOW),)
    courses = (Course(pc, {}, {name: points for name, points in lines.items() if points}),)
    return DeviceAnswers(pc, values, courses=courses, calendar=calendar())


def findings(answers: DeviceAnswers) -> list[Finding]:
    return list(judge(answers, RULE.limits, NOW))


THREE = (THURSDAY, FRIDAY, NOW - HOUR)
EXAMPLE = Example(raised=machine(*THREE), kept=machine(THURSDAY, FRIDAY), well=machine(FRIDAY))


def test_three_days_with_two_short_hours_each_are_a_warning() -> None:
    (finding,) = findings(machine(*THREE))
    assert (finding.severity, finding.opens, finding.value) == (Severity.WARNING, True, 3)
    assert finding.summary.values == {"days": 3, "available": Percent(6.0)}


def test_two_days_open_none_and_one_heavy_lesson_is_no_news() -> None:
    (finding,) = findings(machine(THURSDAY, FRIDAY))
    assert not finding.opens
    assert findings(machine(FRIDAY, hours=6)) == []


def test_one_hour_a_day_is_no_short_day() -> None:
    assert findings(machine(*THREE, hours=1)) == []


def test_without_swapping_it_is_not_short() -> None:
    assert findings(machine(*THREE, swap=5.0)) == []


@pytest.mark.parametrize("swap", [None, 0.0])
def test_a_machine_without_swap_is_short_at_five_percent(swap: float | None) -> None:
    assert findings(machine(*THREE, swap=swap)) == []
    assert len(findings(machine(*THREE, swap=swap, available=4.0))) == 1


def test_only_school_hours_count_except_for_servers() -> None:
    evenings = tuple(day.replace(hour=19) for day in (WEDNESDAY, THURSDAY, FRIDAY))
    weekend = (FRIDAY, SATURDAY, SATURDAY + timedelta(days=1))
    for times in (evenings, weekend):
        assert findings(machine(*times)) == []
        assert len(findings(machine(*times, kind=DeviceClass.SERVER))) == 1


def test_without_a_past_there_is_nothing_to_say() -> None:
    pc = device("pc")
    assert findings(DeviceAnswers(pc, (LatestValues(pc, {}, {"available_percent": 2.0}, NOW),))) == []


def test_the_past_matters_only_of_what_is_short_now() -> None:
    assert worth(machine(FRIDAY, available=19.0))
    assert not worth(machine(FRIDAY, available=20.0))
