from __future__ import annotations

from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.rule import CertificateEnd
from schoolwacht_collector.rules.certificate_ending import RULE, judge


def agent(days: float, *, heard_days: float | None = 0, server: bool = False) -> CertificateEnd:
    heard = None if heard_days is None else NOW - timedelta(days=heard_days)
    kind = DeviceClass.SERVER if server else DeviceClass.SHARED
    return CertificateEnd(device("pc", last_seen=heard, device_class=kind), "", NOW + timedelta(days=days))


def own(days: float) -> CertificateEnd:
    return CertificateEnd(None, "agents", NOW + timedelta(days=days))


def findings(end: CertificateEnd) -> list[Finding]:
    return list(judge(end, RULE.limits, NOW))


EXAMPLE = Example(raised=agent(20), kept=agent(32), well=agent(200))


@pytest.mark.parametrize(
    ("end", "severity", "opens"),
    [
        (agent(34.9), Severity.WARNING, False),
        (agent(30.1), Severity.WARNING, False),
        (agent(28), Severity.WARNING, True),
        (agent(6), Severity.WARNING, True),
        (agent(6, server=True), Severity.URGENT, True),
        (agent(-1, heard_days=100), Severity.WARNING, True),
        (agent(-1, heard_days=None, server=True), Severity.URGENT, True),
        (own(29), Severity.WARNING, True),
        (own(6), Severity.URGENT, True),
        (own(-1), Severity.URGENT, True),
    ],
)
def test_a_month_is_a_warning_and_a_week_is_urgent_where_it_stops_much(
    end: CertificateEnd, severity: Severity, *, opens: bool
) -> None:
    (finding,) = findings(end)
    assert (finding.severity, finding.opens) == (severity, opens)


def test_a_machine_that_was_off_since_it_should_have_renewed_had_no_chance_to() -> None:
    (off_all_summer,) = findings(agent(5, heard_days=62))
    assert not off_all_summer.opens
    (just_back,) = findings(agent(29.5, heard_days=0))
    assert not just_back.opens, "it gets a day to renew"


def test_with_more_than_five_weeks_left_there_is_nothing() -> None:
    assert findings(agent(35)) == findings(own(35)) == []


def test_the_collectors_own_is_about_the_school_and_names_the_door() -> None:
    (finding,) = findings(own(3))
    assert finding.subject == Subject("", "agents")
    assert finding.summary.values["door"] == "agents"
