from __future__ import annotations

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceAnswers, DeviceRow
from schoolwacht_collector.rules.file_system_errors import RULE, covers, judge


def answers(kind: DeviceClass = DeviceClass.SERVER, *, name: Cell = "sda1", **cells: Cell) -> DeviceAnswers:
    machine = device("srv", device_class=kind)
    told = {"device": name, "fs_type": "ext4", **cells}
    system = DeviceRow(machine, {"kind": "os", "name": "Debian"}, NOW, NOW)
    return DeviceAnswers(machine, rows=(system, DeviceRow(machine, told, NOW, NOW)))


def judged(asked: DeviceAnswers) -> list[Finding | Unsure]:
    return list(judge(asked, RULE.limits, NOW))


EXAMPLE = Example(
    raised=answers(state="errors", errors=3),
    well=answers(state="ok", errors=0),
    unknown=[answers(state="unknown")],
)


@pytest.mark.parametrize(
    ("kind", "state", "severity"),
    [
        (DeviceClass.SERVER, "read_only", Severity.URGENT),
        (DeviceClass.SHARED, "read_only", Severity.URGENT),
        (DeviceClass.SPARE, "read_only", Severity.WARNING),
        (DeviceClass.SERVER, "errors", Severity.URGENT),
        (DeviceClass.STAFF, "errors", Severity.WARNING),
    ],
)
def test_damage_is_told_at_once(kind: DeviceClass, state: str, severity: Severity) -> None:
    (finding,) = judged(answers(kind, state=state, errors=1))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (severity, True, Subject("srv", "sda1"))


def test_the_day_of_the_last_error_is_told_if_it_is_one() -> None:
    (dated,) = judged(answers(state="errors", errors=2, last_error="2026-11-20"))
    (undated,) = judged(answers(state="errors", errors=None, last_error="yesterday"))
    assert isinstance(dated, Finding)
    assert isinstance(undated, Finding)
    assert dated.summary.values["day"] == "2026-11-20"
    assert (undated.value, "day" in undated.summary.values) == (1.0, False)


@pytest.mark.parametrize("state", ["unknown", None, "", 0, "well"])
def test_a_kind_that_does_not_count_is_neither_good_nor_bad(state: Cell) -> None:
    assert judged(answers(state=state)) == [Unsure(Subject("srv", "sda1"))]


def test_what_contradicts_itself_is_not_known() -> None:
    assert judged(answers(state="ok", errors=4)) == [Unsure(Subject("srv", "sda1"))]


@pytest.mark.parametrize("name", [None, "", 8])
def test_a_volume_without_a_name_is_left_alone(name: Cell) -> None:
    asked = answers(name=name, state="errors", errors=1)
    assert judged(asked) == []
    assert list(covers(asked)) == []
