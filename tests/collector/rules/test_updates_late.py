from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, calendar, device, ms
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.updates_late import RULE, judge


def source(
    days: float | None,
    *,
    pending: int | None = 12,
    security: int | None = 0,
    checked_days: float = 0,
    server: bool = False,
    now: datetime = NOW,
) -> DeviceRow:
    cells = {
        "source": "apt",
        "pending": pending,
        "pending_security": security,
        "last_success_ms": None if days is None else ms(now - timedelta(days=days)),
        "last_check_ms": ms(now - timedelta(days=checked_days)),
    }
    kind = DeviceClass.SERVER if server else DeviceClass.SHARED
    return DeviceRow(device("pc", device_class=kind), cells, now - timedelta(days=90), now, calendar())


def findings(row: DeviceRow, now: datetime = NOW) -> list[Finding]:
    found = list(judge(row, RULE.limits, now))
    return [one for one in found if isinstance(one, Finding)]


EXAMPLE = Example(raised=source(70), well=source(3), unknown=[source(None), source(-3)])


@pytest.mark.parametrize(
    ("days", "security", "severity"),
    [
        (14, 5, None),
        (15, 5, Severity.WARNING),
        (35, 0, None),
        (36, 0, Severity.WARNING),
        (60, 0, Severity.WARNING),
        (61, 0, Severity.URGENT),
    ],
)
def test_a_server_is_counted_in_days(days: float, security: int, severity: Severity | None) -> None:
    found = findings(source(days, security=security, server=True))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


@pytest.mark.parametrize(
    ("days", "security", "severity"),
    [
        (25, 0, None),
        (22, 3, None),  # a holiday of a week lies between
        (25, 3, Severity.WARNING),
        (48, 0, Severity.NOTICE),
        (80, 0, Severity.WARNING),
    ],
)
def test_others_are_counted_in_school_days(days: float, security: int, severity: Severity | None) -> None:
    found = findings(source(days, security=security))
    assert [finding.severity for finding in found] == ([severity] if severity else [])


def test_nobody_is_late_on_the_first_of_september() -> None:
    september = datetime(2026, 9, 1, 7, tzinfo=UTC)
    late_june = source(65, security=9, now=september)
    assert findings(late_june, september) == []


def test_who_has_all_updates_is_not_late_as_long_as_it_still_looks() -> None:
    assert findings(source(200, pending=0)) == []
    assert len(findings(source(200, pending=0, checked_days=20))) == 1
    assert len(findings(source(200, pending=None))) == 1


def test_security_updates_are_named() -> None:
    (finding,) = findings(source(30, security=4))
    assert finding.summary.values["count"] == 4
    assert finding.summary.template.startswith("Security updates")


def test_a_source_that_never_told_is_neither_good_nor_bad() -> None:
    assert list(judge(source(None), RULE.limits, NOW)) == [Unsure(Subject("pc", "apt"))]
