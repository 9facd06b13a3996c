from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest

from schoolwacht_collector.rules import load_rules
from schoolwacht_simulator.days import open_days
from schoolwacht_simulator.faults import FEWEST_IN_A_ROOM, SILENT_ROOM
from schoolwacht_simulator.school import plan_school
from simulator.story import BEGINS, machine, school


def test_every_fault_is_for_a_rule_that_there_is_or_shows_otherwise() -> None:
    rules = {rule.name for rule in load_rules()}
    for fault in school().faults:
        assert {*fault.rules, *fault.also} <= rules, fault.name
        assert fault.rules or fault.shows, fault.name


def test_twelve_rules_and_more_have_something_to_find() -> None:
    assert len({rule for fault in school().faults for rule in fault.rules}) >= 12


def test_every_fault_is_somewhere_in_the_school() -> None:
    for devices in (20, 60, 200):
        planned = school(devices)
        places = {"", *(device.key for device in planned.devices), *(device.room for device in planned.devices)}
        assert {fault.subject for fault in planned.faults} <= places


def test_faults_stand_in_the_order_in_which_they_begin_and_none_before_the_story() -> None:
    faults = school().faults
    assert all(one.begins <= other.begins for one, other in pairwise(faults))
    assert faults[0].begins >= BEGINS
    assert all(fault.at_latest > timedelta(0) and fault.about for fault in faults)


@pytest.mark.parametrize(("devices", "silent"), [(20, False), (60, True)])
def test_a_room_is_only_silent_when_it_is_large_enough_to_be_judged(devices: int, silent: bool) -> None:  # noqa: FBT001 - a column of the table
    planned = school(devices)
    count = sum(device.room == SILENT_ROOM for device in planned.devices)
    assert (count >= FEWEST_IN_A_ROOM) == silent
    assert any(fault.name == "room silent" for fault in planned.faults) == silent


def test_what_was_planted_is_on_the_machine() -> None:
    assert machine("sec-pc01").machine.volumes[0].used == 0.986
    assert machine("t002-pc01").machine.disks[0].worn_percent == 97
    assert machine("kar1-lt01").machine.battery is not None
    assert machine("t010-pc01").agent_version == "0.0.4"
    assert len(machine("srv-bestanden").ailments.jobs) == 5
    (copy,) = school().copies
    assert (copy.copy_of, copy.host) == ("kar2-lt01", "kar2-lt01")


def test_faults_of_school_days_wait_for_one() -> None:
    autumn = frozenset(BEGINS.date() + timedelta(days=number) for number in range(7))
    planned = plan_school(60, 7, BEGINS, open_days(autumn))
    fails = next(fault for fault in planned.faults if fault.name == "disk fails")
    assert fails.begins.date() == BEGINS.date() + timedelta(days=8)  # the second school day of it


def test_a_calendar_without_school_days_is_refused_with_a_sentence() -> None:
    def never(_: date) -> bool:
        return False

    with pytest.raises(ValueError, match="check the list of holidays"):
        plan_school(60, 7, BEGINS, never)
