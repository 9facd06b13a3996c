"""Lets every rule judge what is known now. Reads only; what comes of it is up to `settle_alerts`.

It needs nothing but an open ledger and a series store to read, so it may run in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.alerts import Finding, Subject, Unsure
from schoolwacht_collector.domain.rule import AnyRule, LimitOverride, Question, limits_for
from schoolwacht_collector.usecases.ask import ask
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, Answers, Circumstances, active_devices
from schoolwacht_collector.usecases.ask_series import SeriesWindows

LONGEST_GAP = timedelta(minutes=5)
"""A ticker that did not tick for longer was not there to hear anybody: the machine slept, or the process hung."""

_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one rule says in one round.

    `judged` are the devices it had an answer about (empty text: the school). Only for these does the absence of a
    finding mean that all is well; every other alert of the rule is left as it is. `trouble` is why some are missing.

    `seen` are the subjects that had an answer, where a subject may be missing though its device answers, such as a
    volume that is not mounted; None: none can be missing, what has no answer is gone. About those in `unsure` the rule
    looked and cannot tell.
    """

    rule: AnyRule
    findings: tuple[Finding, ...]
    judged: frozenset[str]
    trouble: str = ""
    seen: frozenset[Subject] | None = None
    unsure: frozenset[Subject] = frozenset()


def judge_all(
    books: Books, series: SeriesWindows, rules: Iterable[AnyRule], circumstances: Circumstances
) -> list[Verdict]:
    """One verdict for each rule. What several rules ask is fetched once.

    While the series store is away, rules that need it judge nothing, or only by what the ledger knows, and say so.
    """
    devices = active_devices(books)
    overrides = books.alerts.overrides()
    asked: dict[Question, Answers] = {}
    verdicts = []
    for rule in rules:
        if rule.question not in asked:
            asked[rule.question] = ask(books, series, rule.question, devices, circumstances)
        verdicts.append(_verdict(rule, asked[rule.question], overrides, circumstances.now))
    return verdicts


def listening(since: datetime, last_tick: datetime, now: datetime, longest_gap: timedelta = LONGEST_GAP) -> datetime:
    """Since when the collector has been there to hear machines: `since`, or now after a gap between two ticks."""
    return since if timedelta(0) <= now - last_tick <= longest_gap else now


def _verdict(rule: AnyRule, answers: Answers, overrides: Sequence[LimitOverride], now: datetime) -> Verdict:
    """Judges each answer on its own, so that one odd answer costs no other device its judgement."""
    findings: list[Finding] = []
    unsure: set[Subject] = set()
    seen: set[Subject] = set()
    unjudged: dict[str, str] = {}
    mine = [override for override in overrides if override.rule == rule.name]
    for device, answer in answers.found:
        try:
            said = tuple(rule.judge(answer, limits_for(rule, device, mine) if mine else rule.limits, now))
            seen.update(rule.covers(answer) if answers.partial else ())
        except Exception as flaw:  # noqa: BLE001 - a rule is a plug-in; its flaw must not stop the other rules
            unjudged[device.device_id if device else SCHOOL] = f"{type(flaw).__name__}: {flaw}"
            continue
        for one in said:
            if isinstance(one, Unsure):
                unsure.add(one.subject)
            else:
                findings.append(one)
    trouble = f"{rule.name}: {answers.trouble}" if answers.trouble else ""
    if unjudged:
        device_id, reason = next(iter(unjudged.items()))
        trouble = f"{rule.name} could not judge {len(unjudged)} answers; the first one: {reason}"
        _log.error("rule_failed", rule=rule.name, device_id=device_id, answers=len(unjudged), reason=reason)
    # An answer about the whole school may be about any device, so a flaw in it leaves all of them unjudged.
    judged = frozenset[str]() if SCHOOL in unjudged else answers.judged - unjudged.keys()
    return Verdict(
        rule,
        tuple(findings),
        judged,
        trouble,
        frozenset(seen) if answers.partial else None,
        frozenset(unsure),
    )
