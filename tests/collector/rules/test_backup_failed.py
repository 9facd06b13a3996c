from __future__ import annotations

from datetime import timedelta

from collector.rules.example import Example
from collector.school import NOW, device, ms
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.message import Moment
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.backup_failed import RULE, judge


def row(**cells: str | float | None) -> DeviceRow:
    return DeviceRow(device("srv"), {"job": "nas", "source": "report", **cells}, NOW, NOW)


def findings(**cells: str | float | None) -> list[Finding]:
    return list(judge(row(**cells), RULE.limits, NOW))


EXAMPLE = Example(raised=row(result="failed"), kept=row(result="unknown"), well=row(result="ok"))


def test_a_failed_backup_is_urgent() -> None:
    (finding,) = findings(result="failed", last_try_ms=ms(NOW), message="disk is gone")
    assert (finding.severity, finding.opens, finding.subject.part) == (Severity.URGENT, True, "nas")
    assert finding.summary.values["reason"] == "disk is gone"


def test_a_good_backup_is_no_news() -> None:
    assert findings(result="ok") == []


def test_an_unknown_result_solves_nothing_and_opens_nothing() -> None:
    (finding,) = findings(result="unknown")
    assert not finding.opens


def test_the_last_good_one_is_named_when_there_is_no_reason() -> None:
    good = NOW - timedelta(days=3)
    (finding,) = findings(result="failed", last_try_ms=ms(NOW), last_good_ms=ms(good))
    assert finding.summary.values["good"] == Moment(good)


def test_a_moment_that_makes_no_sense_becomes_the_moment_it_was_told() -> None:
    (finding,) = findings(result="failed", last_try_ms=10**30)
    assert finding.summary.values["moment"] == Moment(NOW)


def test_a_row_without_a_job_is_left_alone() -> None:
    assert findings(job="", result="failed") == []
