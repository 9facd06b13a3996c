"""What the two processes say to each other about judging, as plain JSON: the circumstances there, the verdicts back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.collector_state import CollectorJob, CollectorState, OwnCertificate
from schoolwacht_collector.domain.message import from_json, to_json
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.usecases.judge_all import Verdict

Line = dict[str, Any]


def state_to_line(state: CollectorState) -> Line:
    """How the collector is."""
    return {name: _plain(value) for name, value in asdict(state).items()}


def state_from_line(said: Mapping[str, Any]) -> CollectorState:
    """The inverse of `state_to_line`."""
    moments = {
        name: _moment(said[name]) for name in ("inbox_oldest", "series_away_since", "last_backup", "running_since")
    }
    jobs = said["jobs"]
    return CollectorState(
        **{
            **said,
            **moments,
            "jobs": None
            if jobs is None
            else tuple(CollectorJob(job["name"], _moment(job["failing_since"]), job["reason"]) for job in jobs),
            "certificates": tuple(
                OwnCertificate(one["name"], datetime.fromisoformat(one["expires_at"])) for one in said["certificates"]
            ),
        }
    )


def verdicts_to_lines(verdicts: Sequence[Verdict]) -> list[Line]:
    """Verdicts, each with its rule by name."""
    return [
        {
            "rule": verdict.rule.name,
            "findings": [_finding_to_line(finding) for finding in verdict.findings],
            "judged": sorted(verdict.judged),
            "trouble": verdict.trouble,
            "seen": None if verdict.seen is None else [_subject_to_line(one) for one in verdict.seen],
            "unsure": [_subject_to_line(one) for one in verdict.unsure],
        }
        for verdict in verdicts
    ]


def verdicts_from_lines(lines: Sequence[Mapping[str, Any]], rules: Mapping[str, AnyRule]) -> list[Verdict]:
    """The inverse of `verdicts_to_lines`. Both processes run the same release, so every rule is known."""
    return [
        Verdict(
            rules[line["rule"]],
            tuple(_finding_from_line(finding) for finding in line["findings"]),
            frozenset(line["judged"]),
            line["trouble"],
            None if line["seen"] is None else frozenset(Subject(*one) for one in line["seen"]),
            frozenset(Subject(*one) for one in line["unsure"]),
        )
        for line in lines
    ]


def _subject_to_line(subject: Subject) -> list[str]:
    return [subject.device_id, subject.part]


def _finding_to_line(finding: Finding) -> Line:
    return {
        "subject": _subject_to_line(finding.subject),
        "severity": finding.severity.value,
        "summary": to_json(finding.summary),
        "advice": to_json(finding.advice),
        "value": finding.value,
        "limit": finding.limit,
        "opens": finding.opens,
    }


def _finding_from_line(line: Mapping[str, Any]) -> Finding:
    return Finding(
        Subject(*line["subject"]),
        Severity(line["severity"]),
        from_json(line["summary"]),
        from_json(line["advice"]),
        line["value"],
        line["limit"],
        line["opens"],
    )


def _plain(value: Any) -> Any:  # noqa: ANN401 - what json can say
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return value


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
