from __future__ import annotations

import json
from datetime import UTC, datetime

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.collector_state import CollectorJob, CollectorState, OwnCertificate
from schoolwacht_collector.domain.message import Bytes, Lasting, Moment, Percent, say
from schoolwacht_collector.entrypoints.second_process.lines import (
    state_from_line,
    state_to_line,
    verdicts_from_lines,
    verdicts_to_lines,
)
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.judge_all import Verdict

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
RULES = {rule.name: rule for rule in load_rules()}


def test_verdicts_come_over_as_they_were() -> None:
    finding = Finding(
        Subject("pc-1", "C:\\\n,\u202e"),
        Severity.URGENT,
        say("{volume} is {used} full, {free} left", volume="/é", used=Percent(97.5), free=Bytes(12)),
        say("since {moment}, for {time}", moment=Moment(NOW), time=Lasting(60)),
        97.5,
        95,
        opens=False,
    )
    verdicts = [
        Verdict(RULES["disk_full"], (finding,), frozenset({"pc-1", ""}), "x", frozenset({finding.subject})),
        Verdict(RULES["host_silent"], (), frozenset(), "", None, frozenset({Subject("pc-2", "p")})),
    ]
    assert verdicts_from_lines(json.loads(json.dumps(verdicts_to_lines(verdicts))), RULES) == verdicts


def test_how_the_collector_is_comes_over_as_it_was() -> None:
    states = [
        CollectorState(),
        CollectorState(
            3, NOW, NOW, "away", 10, (CollectorJob("drain", NOW, "busy"), CollectorJob("judge")), backups_known=True,
            last_backup=NOW, running_since=NOW, letters_reason="", certificates=(OwnCertificate("console", NOW),),
        ),
    ]  # fmt: skip
    for state in states:
        assert state_from_line(json.loads(json.dumps(state_to_line(state)))) == state
