from __future__ import annotations

from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import MINUTE, NOW, School, device
from schoolwacht_collector.domain.alerts import AlertState, Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow
from schoolwacht_collector.rules.raid_degraded import RULE, covers, judge

HOUR = timedelta(hours=1)
SERVER = device("srv", device_class=DeviceClass.SERVER)
SYSTEM = DeviceRow(SERVER, {"kind": "os", "name": "Debian"}, NOW, NOW)


def disk_set(state: Cell, name: str = "md0", kind: Cell = "md", *, since: timedelta = HOUR, **cells: Cell) -> DeviceRow:
    told = {"kind": kind, "name": name, "state": state, **cells}
    return DeviceRow(SERVER, told, NOW - since, NOW)


def answers(*rows: DeviceRow, kind: DeviceClass = DeviceClass.SERVER) -> DeviceAnswers:
    return DeviceAnswers(device("srv", device_class=kind), rows=(SYSTEM, *rows))


def judged(*rows: DeviceRow) -> list[Finding | Unsure]:
    return list(judge(answers(*rows), RULE.limits, NOW))


EXAMPLE = Example(
    raised=answers(disk_set("degraded", members=2, missing=1)),
    kept=answers(disk_set("rebuilding")),
    well=answers(disk_set("ok")),
    unknown=[answers(disk_set("unknown"))],
)


@pytest.mark.parametrize("state", ["degraded", "failed"])
def test_a_set_that_lacks_a_disk_is_urgent_at_once(state: str) -> None:
    (finding,) = judged(disk_set(state, since=timedelta(0)))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (Severity.URGENT, True, Subject("srv", "md"))


@pytest.mark.parametrize(("hours", "opens"), [(0, False), (24, False), (25, True)])
def test_making_each_other_whole_may_take_a_day(hours: int, *, opens: bool) -> None:
    (finding,) = judged(disk_set("rebuilding", since=hours * HOUR))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens) == (Severity.WARNING, opens)


def test_the_worst_set_of_a_kind_speaks_for_all_as_one_disk_is_part_of_each() -> None:
    (finding,) = judged(disk_set("degraded", "md0"), disk_set("failed", "md1"), disk_set("ok", "md2"))
    assert isinstance(finding, Finding)
    assert finding.summary.values["set"] == "md1"


def test_kinds_are_told_apart() -> None:
    found = judged(disk_set("degraded"), disk_set("degraded", "tank", "zfs"), disk_set("unknown", "all", "lvm"))
    assert found[0] == Unsure(Subject("srv", "lvm"))
    assert [one.subject.part for one in found] == ["lvm", "md", "zfs"]


def test_how_many_disks_are_missing_is_told_where_it_makes_sense() -> None:
    (told,), (odd,) = (
        judged(disk_set("degraded", members=4, missing=1)),
        judged(disk_set("degraded", members=0, missing=1)),
    )
    assert isinstance(told, Finding)
    assert isinstance(odd, Finding)
    assert (told.summary.values["missing"], told.summary.values["members"]) == (1, 4)
    assert "missing" not in odd.summary.values


@pytest.mark.parametrize("state", ["unknown", "", None, 7, "resting"])
def test_a_state_that_nobody_knows_is_neither_good_nor_bad(state: Cell) -> None:
    assert judged(disk_set(state)) == [Unsure(Subject("srv", "md"))]
    assert judged(disk_set("ok"), disk_set(state, "md1")) == [Unsure(Subject("srv", "md"))]


@pytest.mark.parametrize("kind", [None, "", 3.0])
def test_a_set_without_a_kind_and_a_machine_without_sets_are_left_alone(kind: Cell) -> None:
    assert judged(disk_set("failed", kind=kind)) == judged() == []
    assert list(covers(answers())) == []


def test_on_a_spare_machine_it_can_wait_until_this_week() -> None:
    (finding,) = judge(answers(disk_set("degraded"), kind=DeviceClass.SPARE), RULE.limits, NOW)
    assert isinstance(finding, Finding)
    assert finding.severity is Severity.WARNING


def test_a_tool_that_falls_silent_solves_nothing(school: School) -> None:
    school.add(SERVER)
    school.rows("srv", "os", {"os": {"kind": "os"}})
    school.rows("srv", "raid_sets", {"tank": {"kind": "zfs", "name": "tank", "state": "degraded"}})
    school.tick(NOW, rules=(RULE,))
    school.rows("srv", "raid_sets", {"all": {"kind": "zfs", "name": "all", "state": "unknown"}})
    for hours in range(1, 72):
        school.tick(NOW + hours * HOUR, rules=(RULE,))
    assert [alert.state for alert in school.alerts()] == [AlertState.OPEN]


def test_a_set_that_was_taken_apart_is_gone_after_a_day(school: School) -> None:
    school.add(SERVER)
    school.rows("srv", "os", {"os": {"kind": "os"}})
    school.rows("srv", "raid_sets", {"md0": {"kind": "md", "name": "md0", "state": "degraded"}})
    school.tick(NOW, rules=(RULE,))
    school.rows("srv", "raid_sets", {})
    school.tick(NOW + MINUTE, rules=(RULE,))
    assert school.alerts()[0].state is AlertState.OPEN
    school.tick(NOW + 25 * HOUR, rules=(RULE,))
    assert school.alerts()[0].state is AlertState.SOLVED
