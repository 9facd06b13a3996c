from __future__ import annotations

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.rule import AgentVersions
from schoolwacht_collector.rules.agent_outdated import RULE, judge


def school(release: str, *versions: str) -> AgentVersions:
    return AgentVersions(release, tuple(device(f"pc{n}", agent_version=v) for n, v in enumerate(versions)))


def findings(release: str, *versions: str) -> list[Finding]:
    return list(judge(school(release, *versions), RULE.limits, NOW))


EXAMPLE = Example(raised=school("0.4.1", "0.3.9"), well=school("0.4.1", "0.4.0"))


@pytest.mark.parametrize(
    ("release", "version", "outdated"),
    [
        ("0.2.0", "0.1.9", True),
        ("0.2.0", "0.2.0", False),
        ("0.2.5", "0.2.0", False),
        ("1.0.0", "0.9.0", True),
        ("1.2.0", "2.0.0", False),  # the collector is the older one
        ("0.2.0", "0.10.0", False),
        ("0.10.0", "0.9.0", True),
        ("0.2.0.dev3", "0.1.0", True),
        ("0.2.0", "nonsense", False),
        ("unknown", "0.1.0", False),
    ],
)
def test_a_release_behind_is_outdated_a_patch_is_not(release: str, version: str, *, outdated: bool) -> None:
    assert [finding.severity for finding in findings(release, version)] == [Severity.NOTICE] * outdated


def test_a_few_are_told_one_by_one() -> None:
    found = findings("0.2.0", *["0.1.0"] * 3, *["0.2.0"] * 40)
    assert [(finding.subject.device_id, finding.opens) for finding in found] == [(f"pc{n}", True) for n in range(3)]


def test_after_an_update_of_the_collector_it_is_told_once_for_the_school() -> None:
    found = findings("0.2.0", *["0.1.0"] * 900, *["0.2.0"] * 100)
    (school_wide,) = [finding for finding in found if finding.opens]
    assert school_wide.subject == Subject("", "agents")
    assert (school_wide.summary.values["count"], school_wide.summary.values["machines"]) == (900, 1000)
    assert len(found) == 901, "what was told one by one before is not solved by that"


def test_ten_of_a_thousand_are_not_the_school() -> None:
    assert all(finding.subject.device_id for finding in findings("0.2.0", *["0.1.0"] * 10, *["0.2.0"] * 990))
