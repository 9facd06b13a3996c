from __future__ import annotations

from datetime import timedelta

from collector.rules.example import Example
from collector.school import NOW, device, ms
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject, Unsure
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import DeviceRow
from schoolwacht_collector.rules.reboot_needed import RULE, judge


def source(
    needed: int | None, days: float | None, *, reason: str = "", seen_days: float = 0, server: bool = False
) -> DeviceRow:
    since = None if days is None else ms(NOW - timedelta(days=days))
    cells = {"source": "apt", "reboot_needed": needed, "reboot_since_ms": since, "reboot_reason": reason}
    kind = DeviceClass.SERVER if server else DeviceClass.SHARED
    return DeviceRow(device("pc", device_class=kind), cells, NOW - timedelta(days=seen_days), NOW)


def findings(row: DeviceRow) -> list[Finding | Unsure]:
    return list(judge(row, RULE.limits, NOW))


EXAMPLE = Example(raised=source(1, 9), well=source(0, None), unknown=[source(None, None)])


def test_a_week_may_pass_before_a_restart() -> None:
    assert findings(source(1, 7)) == []
    (finding,) = findings(source(1, 7.1))
    assert isinstance(finding, Finding)
    assert (finding.severity, finding.subject) == (Severity.WARNING, Subject("pc", "apt"))


def test_without_a_moment_it_waits_since_the_row_is_as_it_is() -> None:
    assert findings(source(1, None, seen_days=6)) == []
    assert len(findings(source(1, None, seen_days=8))) == 1


def test_the_reason_is_told_when_there_is_one() -> None:
    (finding,) = findings(source(1, 9, reason="linux-image"))
    assert isinstance(finding, Finding)
    assert finding.summary.values["reason"] == "linux-image"


def test_a_server_is_not_restarted_during_lessons() -> None:
    (finding,) = findings(source(1, 9, server=True))
    assert isinstance(finding, Finding)
    assert "after school hours" in finding.advice.template


def test_a_source_that_cannot_tell_is_neither_good_nor_bad() -> None:
    assert findings(source(None, 30)) == [Unsure(Subject("pc", "apt"))]


def test_a_moment_in_the_future_is_no_long_wait() -> None:
    assert findings(source(1, -400)) == []
