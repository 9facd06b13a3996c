from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, School, calendar, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.os_support_ended import RULE, judge

N, W, U = Severity.NOTICE, Severity.WARNING, Severity.URGENT
SERVER, SHARED = DeviceClass.SERVER, DeviceClass.SHARED
MINUTE = timedelta(minutes=1)


def in_days(days: int | None) -> str | None:
    return None if days is None else (NOW.date() + timedelta(days=days)).isoformat()


def row(
    ends: Cell, longer: Cell = None, *, state: Cell = "supported", kind: DeviceClass = SERVER, by: Cell = None
) -> DeviceRow:
    cells = {
        "kind": "os", "product": "Debian", "release": "12", "state": state,
        "ends": ends, "longer": longer, "longer_by": by,
    }  # fmt: skip
    return DeviceRow(device("srv", device_class=kind), cells, NOW, NOW, calendar())


def judged(asked: DeviceRow, now: datetime = NOW) -> list[Finding | Unsure]:
    return list(judge(asked, RULE.limits, now))


EXAMPLE = Example(raised=row(in_days(-1)), well=row(in_days(400)), unknown=[row(None, state="unknown")])


@pytest.mark.parametrize(
    ("ends", "longer", "severity"),
    [
        (179, None, N),
        (0, None, N),
        (-1, None, W),
        (-89, None, W),
        (-90, None, U),
        (-90, 300, N),
        (-400, 0, N),
        (-400, -1, W),
        (-400, -90, U),
    ],
)
def test_it_is_a_notice_before_the_end_a_warning_after_and_urgent_a_quarter_later(
    ends: int, longer: int | None, severity: Severity
) -> None:
    (finding,) = judged(row(in_days(ends), in_days(longer), by="Debian LTS"))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.subject) == (severity, True, Subject("srv"))


def test_half_a_year_and_more_is_no_news() -> None:
    assert judged(row(in_days(180))) == []


def test_the_day_counts_and_not_the_word_of_the_agent_that_may_be_old() -> None:
    (finding,) = judged(row(in_days(-3), state="supported"))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.value) == (W, 3.0)


@pytest.mark.parametrize("state", ["rolling", "no_date"])
def test_a_system_without_an_end_is_no_news(state: str) -> None:
    assert judged(row(None, state=state)) == []


@pytest.mark.parametrize("ends", [None, "", "soon", "0001-01-01", "2999-12-31", 20261010, float("inf")])
@pytest.mark.parametrize("state", ["unknown", "supported", "ended", None, 5])
def test_a_day_that_is_none_is_neither_good_nor_bad(ends: Cell, state: Cell) -> None:
    assert judged(row(ends, state=state)) == [Unsure(Subject("srv"))]


def test_a_spare_machine_is_never_urgent() -> None:
    (finding,) = judged(row(in_days(-900), kind=DeviceClass.SPARE))
    assert isinstance(finding, Finding)
    assert finding.severity is W


def test_a_prolongation_is_named_where_it_has_a_name() -> None:
    named, nameless = (judged(row(in_days(-9), in_days(9), by=by))[0] for by in ("Debian LTS", None))
    assert isinstance(named, Finding)
    assert isinstance(nameless, Finding)
    assert named.summary.values["by"] == "Debian LTS"
    assert "by" not in nameless.summary.values


def test_a_school_full_of_one_old_release_is_told_in_one_minute_of_the_day(school: School) -> None:
    """Letters of one moment become one, however the machines came in over the day before."""
    cells = {"kind": "os", "product": "Windows 10", "release": "22H2", "state": "ended", "ends": "2025-10-14"}
    begin = NOW - timedelta(hours=18)
    for number in range(12):
        school.add(device(f"pc{number}"), heard=NOW)
        school.rows(f"pc{number}", "support_dates", {"os": cells}, begin + number * timedelta(hours=1))
    opened = {}
    for minutes in range(0, 20 * 60, 10):
        now = begin + minutes * MINUTE
        if count := school.tick(now, rules=(RULE,)).opened:
            opened[now] = count
    assert opened == {NOW + 10 * MINUTE: 12}
