"""Lets every rule judge what the ledger knows now. Reads only; what comes of it is up to `settle_alerts`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Finding
from schoolwacht_collector.domain.calendar import SchoolCalendar
from schoolwacht_collector.domain.licence_matching import Catalogue
from schoolwacht_collector.domain.rule import AnyRule, LimitOverride, Question, limits_for
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, Answers, Circumstances, active_devices, ask

LONGEST_GAP = timedelta(minutes=5)
"""A ticker that did not tick for longer was not there to hear anybody: the machine slept, or the process hung."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says in one round.

    `judged` are the devices it had an answer about (empty text: the school). Only for these does the absence of a
    finding mean that all is well; every other alert of the rule is left as it is. `trouble` is why some are missing.
    """

    rule: AnyRule
    findings: tuple[Finding, ...]
    judged: frozenset[str]
    trouble: str = ""


def judge_all(
    books: Books,
    rules: Iterable[AnyRule],
    calendar: SchoolCalendar,
    catalogue: Catalogue,
    now: datetime,
    *,
    listening_since: datetime,
) -> list[Verdict]:
    """One verdict for each rule. What several rules ask is fetched once."""
    circumstances = Circumstances(calendar, catalogue, now, listening_since)
    devices = active_devices(books)
    overrides = books.alerts.overrides()
    asked: dict[Question, Answers] = {}
    verdicts = []
    for rule in rules:
        if rule.question not in asked:
            asked[rule.question] = ask(books, rule.question, devices, circumstances)
        verdicts.append(_verdict(rule, asked[rule.question], overrides, now))
    return verdicts


def listening(since: datetime, last_tick: datetime, now: datetime) -> datetime:
    """Since when the collector has been there to hear machines: `since`, or now after a gap between two ticks."""
    return since if timedelta(0) <= now - last_tick <= LONGEST_GAP else now


def _verdict(rule: AnyRule, answers: Answers, overrides: Sequence[LimitOverride], now: datetime) -> Verdict:
    """Judges each answer on its own, so that one odd answer costs no other device its judgement."""
    findings: list[Finding] = []
    unjudged: dict[str, str] = {}
    for device, answer in answers.found:
        try:
            findings += rule.judge(answer, limits_for(rule, device, overrides), now)
        except Exception as flaw:  # noqa: BLE001 - a rule is a plug-in; its flaw must not stop the other rules
            unjudged[device.device_id if device else SCHOOL] = f"{type(flaw).__name__}: {flaw}"
    trouble = ""
    if unjudged:
        device_id, reason = next(iter(unjudged.items()))
        trouble = f"{rule.name} could not judge {len(unjudged)} answers; the first one: {reason}"
        _log.error("rule_failed", rule=rule.name, device_id=device_id, answers=len(unjudged), reason=reason)
    return Verdict(rule, tuple(findings), answers.judged - unjudged.keys(), trouble)
