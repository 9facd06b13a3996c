from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from collector.rules.example import Example
from collector.school import NOW, device
from schoolwacht_collector.domain.alerts import Finding, Severity
from schoolwacht_collector.domain.rule import Course, DeviceAnswers, Happened, LatestValues
from schoolwacht_collector.rules.agent_losing_data import RULE, judge, worth

HOUR = timedelta(hours=1)


def agent(
    dropped: float = 0, *, before: Sequence[float] | None = None, events: Sequence[tuple[str, str, str]] = ()
) -> DeviceAnswers:
    machine = device("pc")
    values = (LatestValues(machine, {}, {"dropped_samples": dropped, "spool_bytes": 9}, NOW),)
    told = tuple(Happened(name, NOW - HOUR, {"samples": n, "reason": reason}) for name, n, reason in events)
    courses = None
    if before is not None:
        points = tuple((NOW - HOUR * (len(before) - place), value) for place, value in enumerate(before))
        courses = (Course(machine, {}, {"schoolwacht_agent.dropped_samples": points}),)
    return DeviceAnswers(machine, values, events=told, courses=courses)


def findings(answers: DeviceAnswers) -> list[Finding]:
    return list(judge(answers, RULE.limits, NOW))


EXAMPLE = Example(raised=agent(40, before=[0, 10]), well=agent(40, before=[40, 40]))


@pytest.mark.parametrize(
    ("answers", "lost"),
    [
        (agent(40, before=[10, 10, 40]), 30),
        (agent(7, before=[500, 500, 5]), 7),  # the agent was started anew in between
        (agent(0, events=[("spool_dropped", "120", "full"), ("spool_dropped", "30", "full")]), 150),
        (agent(150, before=[0, 150], events=[("spool_dropped", "150", "full")]), 150),  # told twice, lost once
    ],
)
def test_what_was_lost_today_is_told_by_events_and_by_the_counter(answers: DeviceAnswers, lost: int) -> None:
    (finding,) = findings(answers)
    assert (finding.severity, finding.value, finding.opens) == (Severity.WARNING, lost, True)
    assert finding.summary.values["count"] == lost


def test_what_was_lost_last_week_is_no_news() -> None:
    assert findings(agent(500, before=[500, 500, 500])) == []


def test_without_a_past_a_count_says_nothing_about_today() -> None:
    assert findings(agent(500)) == []


def test_a_spool_that_was_set_aside_is_told() -> None:
    (finding,) = findings(agent(events=[("spool_set_aside", "", "")]))
    assert "damaged" in finding.summary.template


def test_who_was_away_for_weeks_loses_what_is_too_old_and_that_is_only_a_notice() -> None:
    (finding,) = findings(agent(events=[("spool_dropped", "9000", "old")]))
    assert finding.severity is Severity.NOTICE


@pytest.mark.parametrize("samples", ["", "-5", "many", "9" * 400, "٣"])
def test_a_count_that_makes_no_sense_still_is_a_loss(samples: str) -> None:
    (finding,) = findings(agent(events=[("spool_dropped", samples, "full")]))
    assert finding.value == 1.0


def test_the_past_matters_only_where_something_was_ever_lost() -> None:
    assert worth(agent(1))
    assert not worth(agent(0))
