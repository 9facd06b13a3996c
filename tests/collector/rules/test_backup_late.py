from __future__ import annotations

from datetime import timedelta

from collector.rules.example import Example
from collector.school import NOW, device, ms
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.backup_late import RULE, judge

DAY = 86_400


def row(age_days: float | None, *, seen_days: float = 0, **cells: str | float | None) -> DeviceRow:
    good = None if age_days is None else ms(NOW - timedelta(days=age_days))
    told = {"job": "nas", "result": "ok", "every_seconds": DAY, "last_good_ms": good, **cells}
    return DeviceRow(device("srv"), told, NOW - timedelta(days=seen_days), NOW)


def findings(age_days: float | None, *, seen_days: float = 0, **cells: str | float | None) -> list[Finding]:
    return list(judge(row(age_days, seen_days=seen_days, **cells), RULE.limits, NOW))


EXAMPLE = Example(raised=row(9), kept=row(9, result="failed"), well=row(1))


def test_one_and_a_half_times_the_rhythm_is_still_in_time() -> None:
    assert findings(1.5) == []


def test_later_than_that_is_a_warning() -> None:
    (finding,) = findings(1.6)
    assert finding.severity is Severity.WARNING


def test_three_times_the_rhythm_is_urgent() -> None:
    (finding,) = findings(3.1)
    assert finding.severity is Severity.URGENT


def test_a_job_without_a_rhythm_is_never_late() -> None:
    assert findings(300, every_seconds=None) == []


def test_a_job_that_never_succeeded_is_late_from_when_it_was_first_seen() -> None:
    assert findings(None, seen_days=1) == []
    (finding,) = findings(None, seen_days=2)
    assert "no good one" in finding.summary.template


def test_a_failed_job_keeps_an_alert_open_but_opens_none() -> None:
    for age in (0.1, 5):
        (finding,) = findings(age, result="failed")
        assert not finding.opens


def test_a_good_backup_in_the_future_is_a_wrong_clock_not_a_late_job() -> None:
    assert findings(-400) == []


def test_a_rhythm_that_makes_no_sense_is_ignored() -> None:
    assert findings(9, every_seconds=-1) == findings(9, every_seconds=1e12) == findings(9, every_seconds="x") == []
