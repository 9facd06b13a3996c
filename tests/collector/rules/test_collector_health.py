from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from collector.rules.example import Example
from collector.school import GB, MINUTE, NOW
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.collector_state import CollectorJob, CollectorState
from schoolwacht_collector.rules.collector_health import RULE, covers, judge

DAY = timedelta(days=1)
WELL = CollectorState(
    inbox_depth=3,
    inbox_oldest=NOW,
    series_reason="",
    home_free_bytes=50 * GB,
    jobs=(CollectorJob("drain"),),
    backups_known=True,
    last_backup=NOW - DAY,
    running_since=NOW - 90 * DAY,
    letters_reason="",
)
AWAY = {"series_reason": "no answer", "series_away_since": NOW - 20 * MINUTE}


def state(**changes: Any) -> CollectorState:  # noqa: ANN401 - whichever field
    return replace(WELL, **changes)


def findings(**changes: Any) -> list[Finding]:  # noqa: ANN401 - whichever field
    return list(judge(state(**changes), RULE.limits, NOW))


def failing(minutes: float, name: str = "judge", reason: str = "odd") -> CollectorJob:
    return CollectorJob(name, NOW - minutes * MINUTE, reason)


EXAMPLE = Example(
    raised=state(home_free_bytes=4 * GB),
    kept=state(home_free_bytes=5.5 * GB),
    well=WELL,
    unknown=[state(home_free_bytes=None), CollectorState()],
)


@pytest.mark.parametrize(
    ("changes", "part", "severity", "opens"),
    [
        ({"inbox_oldest": NOW - 6 * MINUTE}, "inbox", Severity.WARNING, False),
        ({"inbox_oldest": NOW - 16 * MINUTE}, "inbox", Severity.WARNING, True),
        ({"inbox_oldest": NOW - 2 * DAY}, "inbox", Severity.URGENT, True),
        ({"inbox_depth": 60_000}, "inbox", Severity.WARNING, False),
        ({"inbox_depth": 100_001}, "inbox", Severity.WARNING, True),
        ({"series_reason": "x", "series_away_since": NOW - 10 * MINUTE}, "series", Severity.WARNING, False),
        (AWAY, "series", Severity.WARNING, True),
        ({"home_free_bytes": 5 * GB}, "disk", Severity.WARNING, False),
        ({"home_free_bytes": 4.9 * GB}, "disk", Severity.WARNING, True),
        ({"home_free_bytes": 0.9 * GB}, "disk", Severity.URGENT, True),
        ({"jobs": (failing(15),)}, "jobs", Severity.WARNING, False),
        ({"jobs": (failing(16),)}, "jobs", Severity.WARNING, True),
        ({"last_backup": NOW - 3.1 * DAY}, "backup", Severity.WARNING, True),
        ({"last_backup": NOW - 15 * DAY}, "backup", Severity.URGENT, True),
        ({"last_backup": None, "running_since": NOW - 7.1 * DAY}, "backup", Severity.WARNING, True),
        ({"letters_reason": "refused"}, "notify", Severity.WARNING, True),
    ],
)
def test_each_part_has_its_limits(changes: dict[str, Any], part: str, severity: Severity, *, opens: bool) -> None:
    (finding,) = findings(**changes)
    assert (finding.subject.device_id, finding.subject.part) == ("", part)
    assert (finding.severity, finding.opens) == (severity, opens)


@pytest.mark.parametrize(
    "changes",
    [
        {"inbox_oldest": None, "inbox_depth": 0},
        {"inbox_oldest": NOW - 5 * MINUTE},
        {"home_free_bytes": 6 * GB},
        {"jobs": ()},
        {"last_backup": NOW - 3 * DAY},
        {"last_backup": None, "running_since": NOW - 7 * DAY},
        {"last_backup": None, "running_since": None},
    ],
)
def test_a_collector_that_is_well_is_no_news(changes: dict[str, Any]) -> None:
    assert findings(**changes) == []


def test_what_is_not_known_is_neither_well_nor_ill() -> None:
    assert list(judge(CollectorState(), RULE.limits, NOW)) == []
    assert list(covers(CollectorState())) == []
    assert {subject.part for subject in covers(WELL)} == {"inbox", "series", "disk", "jobs", "backup", "notify"}


def test_a_store_that_is_away_is_one_alert_until_it_is_away_for_a_day() -> None:
    drain = failing(20, "drain", "no answer")
    waiting = {**AWAY, "inbox_oldest": NOW - 20 * MINUTE, "jobs": (drain,)}
    assert [finding.subject.part for finding in findings(**waiting) if finding.opens] == ["series"]
    longer = {**waiting, "inbox_oldest": NOW - 2 * DAY}
    assert [finding.subject.part for finding in findings(**longer) if finding.opens] == ["inbox", "series"]


def test_of_jobs_that_fail_the_first_one_is_named() -> None:
    (finding,) = findings(jobs=(failing(20, "deliver"), failing(40, "tidy", "disk"), CollectorJob("drain")))
    assert (finding.summary.values["job"], finding.summary.values["reason"]) == ("tidy", "disk")
