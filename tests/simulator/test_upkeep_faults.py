from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from schoolwacht_simulator.days import ZONE, open_days
from schoolwacht_simulator.faults import PlantedFault
from schoolwacht_simulator.school import School, plan_school
from simulator.story import BEGINS, machine, school


def found_by(rule: str, planned: School) -> list[PlantedFault]:
    return [fault for fault in planned.faults if rule in fault.rules]


@pytest.mark.parametrize("devices", [20, 60, 200])
def test_all_of_them_are_in_schools_of_every_size(devices: int) -> None:
    planned = school(devices)
    for rule in ("raid_degraded", "protection_off", "machine_crashes"):
        assert len(found_by(rule, planned)) == 1, rule
    assert len(found_by("os_support_ended", planned)) == 3


def test_a_system_whose_end_comes_near_in_the_story_is_a_fault_from_that_day_on() -> None:
    begins = datetime(2027, 4, 12, tzinfo=ZONE)  # Windows 11 24H2 ends on 12 October 2027
    near = [fault for fault in found_by("os_support_ended", plan_school(60, 7, begins)) if "24H2" in fault.about]
    assert {fault.begins.astimezone(ZONE).date() for fault in near} == {date(2027, 4, 16)}
    assert len(near) > 3


def test_what_waits_for_the_daily_round_waits_for_a_school_day() -> None:
    week_off = frozenset(BEGINS.date() + timedelta(days=number) for number in range(7))
    planned = plan_school(60, 7, BEGINS, open_days(week_off))
    for fault in found_by("os_support_ended", planned):
        if fault.subject != "srv-bestanden":
            assert fault.begins + fault.at_latest >= BEGINS + timedelta(days=7, hours=12)
    (scanner,) = found_by("protection_off", planned)
    assert scanner.begins + scanner.at_latest >= BEGINS + timedelta(days=8, hours=12)


def test_crashes_are_some_and_never_five_a_week() -> None:
    crashed = machine("h112-pc03").ailments.crashed_ms
    week = 7 * 86_400_000
    assert all(one < other for one, other in pairwise(crashed))
    counts = [sum(0 <= last - one < week for one in crashed) for last in crashed]
    assert max(counts) < 5
    assert min(counts[1:]) >= 2
