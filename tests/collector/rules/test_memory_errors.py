from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.cells import Cell
from schoolwacht_collector.domain.rule import Course, DeviceAnswers, DeviceRow, LatestValues
from schoolwacht_collector.rules.memory_errors import RULE, covers, judge, worth

HOUR = timedelta(hours=1)
SERVER = device("srv")
TAGS = {"place": "mc0/dimm3"}
SLOT = Subject("srv", "mc0/dimm3")


def module(
    *,
    corrected: float | None = None,
    uncorrected: float | None = None,
    past: Sequence[tuple[timedelta, float]] = (),
    row: dict[str, Cell] | None = None,
) -> DeviceAnswers:
    """Numbers of now, numbers of so long ago, and the row."""
    fields = {"corrected": corrected, "uncorrected": uncorrected}
    told = {name: value for name, value in fields.items() if value is not None}
    lines = {"memory_errors.corrected": tuple((NOW - ago, n) for ago, n in past)} if past else {}
    cells = {"place": "mc0/dimm3", "label": "DIMM_B2", **(row or {})}
    return DeviceAnswers(
        SERVER,
        (LatestValues(SERVER, TAGS, told, NOW),) if told else (),
        (DeviceRow(SERVER, cells, NOW, NOW),),
        courses=(Course(SERVER, TAGS, lines),),
    )


def findings(answers: DeviceAnswers) -> list[Finding | Unsure]:
    return list(judge(answers, RULE.limits, NOW))


YESTERDAY = [(30 * HOUR, 100.0), (20 * HOUR, 100.0)]
EXAMPLE = Example(
    raised=module(corrected=111, uncorrected=0, past=YESTERDAY),
    kept=module(corrected=110, uncorrected=0, past=YESTERDAY),
    well=module(corrected=100, uncorrected=0, past=YESTERDAY),
    unknown=[module()],
)


def test_an_error_that_was_not_put_right_is_urgent_and_names_the_slot() -> None:
    for answers in (module(corrected=0, uncorrected=1), module(row={"uncorrected": 1, "corrected": 0})):
        (finding,) = findings(answers)
        assert isinstance(finding, Finding)
        assert (finding.severity, finding.opens, finding.subject) == (Severity.URGENT, True, SLOT)
        assert finding.summary.values["module"] == "DIMM_B2"


def test_a_fresh_number_counts_more_than_a_row() -> None:
    assert findings(module(corrected=0, uncorrected=0, row={"uncorrected": 9})) == []


@pytest.mark.parametrize(("today", "opens"), [(1, False), (10, False), (11, True)])
def test_a_few_a_day_are_harmless_many_are_a_bad_module(today: int, *, opens: bool) -> None:
    (finding,) = findings(module(corrected=100.0 + today, uncorrected=0, past=YESTERDAY))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.opens, finding.value) == (Severity.WARNING, opens, today)


def test_a_large_count_at_first_sight_is_history() -> None:
    assert findings(module(corrected=50_000, uncorrected=0)) == []


def test_a_count_that_began_anew_is_not_a_rise() -> None:
    assert findings(module(corrected=4, uncorrected=0, past=[(20 * HOUR, 900.0), (2 * HOUR, 4.0)])) == []


def test_a_module_that_tells_nothing_is_neither_good_nor_bad() -> None:
    assert findings(module(row={"corrected": "many", "uncorrected": None})) == [Unsure(SLOT)]


def test_a_row_without_a_place_is_left_alone() -> None:
    assert findings(module(row={"place": None, "uncorrected": 3})) == []
    assert list(covers(module(row={"place": 4}))) == []


def test_the_past_is_only_worth_reading_of_modules_that_ever_erred() -> None:
    assert [worth(module(corrected=count)) for count in (0.0, 1.0)] == [False, True]
    assert not worth(module(uncorrected=1))
