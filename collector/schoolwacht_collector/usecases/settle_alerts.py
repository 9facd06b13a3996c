"""Turns what rules say into alerts: opens, makes worse, holds and solves them, and writes the letters about it.

All of it happens in the one transaction it is called in, so an alert, its letters and its point in the time series
exist together or not at all. Saying the same twice changes nothing. An alert is known by its rule and its subject.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import FLAPPING, Alert, AlertState, Finding, Severity, Subject
from schoolwacht_collector.domain.devices import Device
from schoolwacht_collector.domain.rule import AnyRule
from schoolwacht_collector.domain.series import Mark
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, active_devices
from schoolwacht_collector.usecases.judge_all import Verdict

FLAPPING_OPENINGS = 4
FLAPPING_WITHIN = timedelta(hours=1)
"""An alert that opened this often within this time stays open until it was quiet for that long."""

GONE_AFTER = timedelta(days=1)
"""A subject that its device says nothing about for so long, while it says much else, is gone: a disk taken out."""
LONGEST_BREAK = timedelta(minutes=15)
"""A finding that was not confirmed for longer, and for longer than it must last, begins to count again."""

# What an alert's context holds beside its place.
_TOLD = "told"
_MARKED = "marked"
_WORST = "worst"
_MISSED = "missed"
_WELL = "well"


@dataclass(slots=True)
class Settled:
    """How many alerts changed."""

    opened: int = 0
    worse: int = 0
    solved: int = 0
    closed_quietly: int = 0


@dataclass(frozen=True, slots=True)
class _Desk:
    """What every step needs."""

    books: Books
    notifiers: Sequence[str]
    now: datetime
    devices: Mapping[str, Device]
    settled: Settled = field(default_factory=Settled)


def settle_alerts(books: Books, verdicts: Iterable[Verdict], notifiers: Sequence[str], now: datetime) -> Settled:
    """Brings all alerts in line with one round of verdicts. `notifiers` are the names of who is to be told."""
    desk = _Desk(books, notifiers, now, active_devices(books))
    living = {(alert.rule, alert.subject): alert for alert in books.alerts.living()}
    for alert in list(living.values()):
        if alert.subject.device_id and alert.subject.device_id not in desk.devices:
            _close_quietly(desk, living.pop((alert.rule, alert.subject)))
    for verdict in verdicts:
        findings = _worst(verdict.findings)
        mine = {subject: alert for (rule, subject), alert in living.items() if rule == verdict.rule.name}
        for subject, finding in findings.items():
            if subject.device_id == SCHOOL or subject.device_id in desk.devices:
                _confirm(desk, verdict.rule, mine.get(subject), finding)
        for subject, alert in mine.items():
            if subject not in findings and subject.device_id in verdict.judged:
                _without_finding(desk, verdict, alert)
    return desk.settled


def _without_finding(desk: _Desk, verdict: Verdict, alert: Alert) -> None:
    """The device was judged, and nothing was found about this subject: it is well, not to be told, or not there."""
    if alert.subject in verdict.unsure:
        _forget(desk, alert, _MISSED)
    elif verdict.seen is None or alert.subject in verdict.seen:
        _miss(desk, verdict.rule, _forget(desk, alert, _MISSED))
    else:
        _look_for(desk, alert)


def close_alerts_of(books: Books, device_id: str, now: datetime) -> int:
    """Closes what is open about a device, without letters; to be called before a device is deleted."""
    desk = _Desk(books, (), now, {})
    for alert in books.alerts.living():
        if alert.subject.device_id == device_id:
            _close_quietly(desk, alert)
    return desk.settled.closed_quietly


def _worst(findings: Iterable[Finding]) -> dict[Subject, Finding]:
    """One finding for each subject: one that opens before one that does not, then the most severe."""
    worst: dict[Subject, Finding] = {}
    for finding in findings:
        known = worst.get(finding.subject)
        if known is None or (finding.opens, finding.severity.rank) > (known.opens, known.severity.rank):
            worst[finding.subject] = finding
    return worst


def _confirm(desk: _Desk, rule: AnyRule, alert: Alert | None, finding: Finding) -> None:
    """The rule says it is so."""
    if alert is None:
        if not finding.opens:
            return
        pending = Alert(
            0, rule.name, finding.subject, AlertState.PENDING, finding, desk.now, last_true=desk.now,
            context=_place(desk.devices.get(finding.subject.device_id)),
        )  # fmt: skip
        alert = desk.books.alerts.add(pending)
    elif alert.state is AlertState.PENDING and not finding.opens:
        desk.books.alerts.drop(alert.alert_id)
        return
    else:
        alert = _still_so(desk, rule, alert, finding)
    if alert.state is AlertState.OPEN:
        _see_whether_worse(desk, alert)
    elif _passed(alert.first_true, desk.now, rule.hold):
        _open(desk, alert)


def _still_so(desk: _Desk, rule: AnyRule, alert: Alert, finding: Finding) -> Alert:
    """Notes that it is so now. What lasts must last without a break: a night in between does not count."""
    first_true = alert.first_true
    unconfirmed = desk.now - (alert.last_true or first_true)
    if alert.state is AlertState.PENDING and unconfirmed > max(LONGEST_BREAK, rule.hold):
        first_true = desk.now
    alert = _forget(desk, alert, _MISSED, _WELL)
    changes = {"finding": finding, "last_true": desk.now, "first_true": first_true}
    desk.books.alerts.change(alert.alert_id, changes)
    return replace(alert, finding=finding, last_true=desk.now, first_true=first_true)


def _note(desk: _Desk, alert: Alert, name: str, moment: datetime) -> None:
    """Writes a moment down in the alert's context."""
    desk.books.alerts.change(alert.alert_id, {"context": {**alert.context, name: moment.isoformat()}})


def _forget(desk: _Desk, alert: Alert, *names: str) -> Alert:
    """The alert without these notes."""
    context = {name: value for name, value in alert.context.items() if name not in names}
    if context != alert.context:
        desk.books.alerts.change(alert.alert_id, {"context": context})
    return replace(alert, context=context)


def _look_for(desk: _Desk, alert: Alert) -> None:
    """The device answers, but not about this. It may be back in a minute; after a day it is gone."""
    if alert.state is AlertState.PENDING:
        desk.books.alerts.drop(alert.alert_id)
    elif _MISSED not in alert.context:
        _note(desk, alert, _MISSED, desk.now)
    elif _passed(datetime.fromisoformat(alert.context[_MISSED]), desk.now, GONE_AFTER):
        _solve(desk, alert)


def _miss(desk: _Desk, rule: AnyRule, alert: Alert) -> None:
    """The rule looked, and it is not so. It must not be so for a while: the time a machine is off does not count."""
    if alert.state is AlertState.PENDING:
        desk.books.alerts.drop(alert.alert_id)
        return
    last_true = alert.last_true or alert.first_true
    since = last_true if desk.now - last_true <= LONGEST_BREAK else desk.now
    if _WELL in alert.context:
        since = datetime.fromisoformat(alert.context[_WELL])
    if _passed(since, desk.now, _quiet_needed(rule, alert)):
        _solve(desk, alert)
    elif _WELL not in alert.context:
        _note(desk, alert, _WELL, since)


def _open(desk: _Desk, alert: Alert) -> None:
    severity = alert.finding.severity
    context = {**alert.context, _TOLD: ",".join(desk.notifiers), _MARKED: severity, _WORST: severity}
    if _comes_and_goes(desk, alert):
        context[FLAPPING] = "yes"
    changes = {"state": AlertState.OPEN, "opened_at": desk.now, "context": context}
    desk.books.alerts.change(alert.alert_id, changes)
    desk.books.outbox.put(alert.alert_id, "opened", desk.notifiers, desk.now)
    _mark(desk, alert, "open", severity)
    desk.settled.opened += 1


def _see_whether_worse(desk: _Desk, alert: Alert) -> None:
    """Tells once when an open alert becomes more severe than it ever was."""
    severity = alert.finding.severity
    if severity.rank <= Severity(alert.context.get(_WORST, severity)).rank:
        return
    marked = ",".join(filter(None, (alert.context.get(_MARKED, ""), severity)))
    desk.books.alerts.change(alert.alert_id, {"context": {**alert.context, _WORST: severity, _MARKED: marked}})
    desk.books.outbox.put(alert.alert_id, "worse", _told(desk, alert), desk.now)
    _mark(desk, alert, "open", severity)
    desk.settled.worse += 1


def _solve(desk: _Desk, alert: Alert) -> None:
    """Only who was told that it opened is told that it is solved."""
    desk.books.alerts.change(alert.alert_id, {"state": AlertState.SOLVED, "solved_at": desk.now})
    desk.books.outbox.put(alert.alert_id, "solved", _told(desk, alert), desk.now)
    _mark_solved(desk, alert)
    desk.settled.solved += 1


def _close_quietly(desk: _Desk, alert: Alert) -> None:
    """The device is gone or retired: nobody needs to hear that its disk is no longer full."""
    if alert.state is AlertState.PENDING:
        desk.books.alerts.drop(alert.alert_id)
        return
    desk.books.alerts.change(alert.alert_id, {"state": AlertState.SOLVED, "solved_at": desk.now})
    _mark_solved(desk, alert)
    desk.settled.closed_quietly += 1


def _comes_and_goes(desk: _Desk, alert: Alert) -> bool:
    """Whether this opening is one too many within the hour."""
    same = desk.books.alerts.listed(open_only=False, device_id=alert.subject.device_id)
    earlier = sum(
        other.rule == alert.rule
        and other.subject == alert.subject
        and other.opened_at is not None
        and desk.now - other.opened_at < FLAPPING_WITHIN
        for other in same
    )
    return earlier + 1 >= FLAPPING_OPENINGS


def _quiet_needed(rule: AnyRule, alert: Alert) -> timedelta:
    """How long it must be gone: what the rule asks, or an hour for what came and went all the time."""
    return max(rule.clear, FLAPPING_WITHIN) if FLAPPING in alert.context else rule.clear


def _passed(since: datetime, now: datetime, needed: timedelta) -> bool:
    """Whether enough time passed. A clock that was set back must not keep an alert alive for a year."""
    waited = now - since
    return waited >= needed or waited < timedelta(0)


def _told(desk: _Desk, alert: Alert) -> list[str]:
    told = alert.context.get(_TOLD, "").split(",")
    return [notifier for notifier in desk.notifiers if notifier in told]


def _place(device: Device | None) -> dict[str, str]:
    return {} if device is None else {"host": device.host, "site": device.site, "room": device.room}


def _mark(desk: _Desk, alert: Alert, state: str, severity: str) -> None:
    """One point in the time series for each transition."""
    place = {name: alert.context.get(name, "") for name in ("host", "site", "room")}
    tags = {
        "rule": alert.rule,
        "severity": str(severity),
        "device_id": alert.subject.device_id,
        "part": alert.subject.part,
        **place,
    }
    mark = Mark(
        "alert",
        {name: value for name, value in tags.items() if value},
        {"state": state, "value": float(alert.finding.value)},
        int(desk.now.timestamp() * 1000),
    )
    desk.books.inbox.put_marks([mark])


def _mark_solved(desk: _Desk, alert: Alert) -> None:
    """Severity is a tag, so an alert that became worse has two series; each of them must end as solved."""
    for severity in filter(None, alert.context.get(_MARKED, alert.finding.severity).split(",")):
        _mark(desk, alert, "solved", severity)
