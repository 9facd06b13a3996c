from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, calendar, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.machine_crashes import RULE, judge

START, CRASH = "unclean_start", "kernel_crash"
SERVER, SHARED = DeviceClass.SERVER, DeviceClass.SHARED


def row(count: Cell, kind: Cell = CRASH, device_class: DeviceClass = SERVER, *, taken_at: datetime = NOW) -> DeviceRow:
    cells = {"kind": kind, "count_7d": count, "count_30d": count}
    return DeviceRow(device("srv", device_class=device_class), cells, NOW, taken_at, calendar())


def judged(asked: DeviceRow, now: datetime = NOW) -> list[Finding | Unsure]:
    return list(judge(asked, RULE.limits, now))


EXAMPLE = Example(raised=row(2), kept=row(1), well=row(0), unknown=[row(None)])


@pytest.mark.parametrize(
    ("device_class", "kind", "count", "severity", "opens"),
    [
        (SERVER, START, 1, Severity.WARNING, False),
        (SERVER, START, 2, Severity.WARNING, True),
        (SERVER, CRASH, 4, Severity.WARNING, True),
        (SERVER, CRASH, 5, Severity.URGENT, True),
        (SHARED, CRASH, 2, Severity.NOTICE, True),
        (SHARED, CRASH, 5, Severity.WARNING, True),
        (SHARED, START, 4, Severity.NOTICE, False),
        (SHARED, START, 5, Severity.NOTICE, True),
    ],
)
def test_two_in_a_week_are_a_pattern_five_are_worse(
    device_class: DeviceClass, kind: str, count: int, severity: Severity, *, opens: bool
) -> None:
    (finding,) = judged(row(count, kind, device_class))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (severity, opens, Subject("srv", kind))


def test_what_is_no_server_is_told_of_in_the_daily_round_only() -> None:
    evening = NOW + timedelta(hours=9)
    opens = [one.opens for kind in (SERVER, SHARED) for one in judged(row(6, CRASH, kind), evening)  # type: ignore[union-attr]
             ]  # fmt: skip
    assert opens == [True, False]


@pytest.mark.parametrize("count", [None, "two", -1, float("nan")])
def test_a_count_that_is_none_is_neither_good_nor_bad(count: Cell) -> None:
    assert judged(row(count)) == [Unsure(Subject("srv", CRASH))]


def test_a_count_of_a_week_long_gone_says_nothing() -> None:
    assert judged(row(9, taken_at=NOW - timedelta(days=9))) == [Unsure(Subject("srv", CRASH))]


@pytest.mark.parametrize("kind", ["program_crash", None, "", 4])
def test_a_program_that_failed_is_no_crash_of_the_machine(kind: Cell) -> None:
    assert judged(row(40, kind)) == []
