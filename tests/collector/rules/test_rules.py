"""What holds for every rule, present and to come: each goes through the same mill with the EXAMPLE of its own test."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import schoolwacht_collector
from collector.rules.example import Example
from collector.school import MINUTE, NOW, School, device
from schoolwacht_collector import rules
from schoolwacht_collector.domain.alerts import AlertState, Finding, Subject, Unsure
from schoolwacht_collector.domain.rule import AnyRule, Collector, Latest, Rows, Several, Trend
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.judge_all import Verdict
from schoolwacht_collector.usecases.settle_alerts import FLAPPING_OPENINGS, GONE_AFTER, settle_alerts
from schoolwacht_collector.wording import wording_for

HERE = Path(schoolwacht_collector.__file__).parent
RULES = load_rules()


LATER = NOW + timedelta(days=400)
PARTIAL = [rule for rule in RULES if isinstance(rule.question, Latest | Trend | Several | Collector)]
"""Rules whose subjects may be missing from an answer and come back."""
every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    for device_id in ("srv", "pc", "pc0", "lap", "lok-12"):
        made.add(device(device_id))
    yield made
    made.ledger.close()


def example_of(rule: AnyRule) -> Example:
    """The EXAMPLE in the rule's own test file."""
    path = Path(__file__).with_name(f"test_{rule.name}.py")
    spec = importlib.util.spec_from_file_location(f"example_of_{rule.name}", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    example = module.EXAMPLE
    assert isinstance(example, Example)
    return example


def verdict(rule: AnyRule, answer: Any) -> Verdict:  # noqa: ANN401 - whatever the rule asks
    """What a round makes of one answer."""
    said_of_it: Sequence[Finding | Unsure] = tuple(rule.judge(answer, rule.limits, NOW))
    findings = tuple(one for one in said_of_it if isinstance(one, Finding))
    unsure = frozenset(one.subject for one in said_of_it if isinstance(one, Unsure))
    seen = frozenset(rule.covers(answer)) if rule in PARTIAL else None
    return Verdict(rule, findings, frozenset({subject_of(rule).device_id}), seen=seen, unsure=unsure)


def subject_of(rule: AnyRule) -> Subject:
    """What the rule's example is about."""
    found = rule.judge(example_of(rule).raised, rule.limits, NOW)
    (subject,) = {one.subject for one in found if isinstance(one, Finding) and one.opens}
    return subject


def settle(school: School, found: Verdict, now: datetime) -> None:
    school.ledger.write(lambda books: settle_alerts(books, [found], ("mail",), now))


def until(school: School, rule: AnyRule, answer: Any, now: datetime, lasting: timedelta) -> datetime:  # noqa: ANN401
    """The same answer again and again for a time, as rounds would; gives when it ended."""
    end, found = now + lasting, verdict(rule, answer)
    step = max(MINUTE, lasting / 8)
    while now < end:
        settle(school, found, now)
        now += min(step, 14 * MINUTE)
    settle(school, found, end)
    return end


def placeholders(text: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", text))


def said(path: Path) -> set[str]:
    """Every sentence in a module."""
    calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
    named = (call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "say")
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}  # type: ignore[misc]


def test_every_file_is_a_rule() -> None:
    files = {path.stem for path in (HERE / "rules").glob("*.py")} - {"__init__"}
    assert {rule.name for rule in RULES} == files
    assert {"disk_full", "host_silent", "backup_failed", "backup_late", "unlicensed_install"} <= files


@every_rule
def test_a_rule_describes_itself(rule: AnyRule) -> None:
    assert rule.title.template
    assert rule.about.template.endswith(".")
    assert rule.source.endswith(".")
    assert rule.limits == type(rule.limits)()


@every_rule
def test_limits_are_documented_numbers_that_a_school_can_change(rule: AnyRule) -> None:
    assert (type(rule.limits).__doc__ or "").rstrip().endswith(".")
    for field in fields(rule.limits):
        assert isinstance(getattr(rule.limits, field.name), int | float | timedelta), field.name


@every_rule
def test_there_is_a_gap_or_a_wait_between_opening_and_solving(rule: AnyRule) -> None:
    assert example_of(rule).kept is not None or rule.clear > timedelta(0)


@every_rule
def test_a_rule_looks_at_what_it_is_given_and_covers_what_it_finds(rule: AnyRule) -> None:
    example = example_of(rule)
    raised, well = verdict(rule, example.raised), verdict(rule, example.well)
    assert any(finding.opens for finding in raised.findings)
    assert {finding.subject for finding in raised.findings if finding.opens} <= (raised.seen or {subject_of(rule)})
    assert (well.findings, well.unsure) == ((), frozenset())
    if example.kept is not None:
        kept = verdict(rule, example.kept)
        assert kept.findings
        assert not any(finding.opens for finding in kept.findings)


@every_rule
def test_findings_speak_dutch_and_tell_what_to_do(rule: AnyRule) -> None:
    dutch, english = wording_for("nl"), wording_for("en")
    for finding in verdict(rule, example_of(rule).raised).findings:
        for message in (finding.summary, finding.advice):
            assert "{" not in dutch.text(message)
            assert dutch.text(message) != english.text(message)
        assert finding.advice.template.endswith((".", "?", "doctor"))


@every_rule
def test_one_alert_opens_after_its_time_holds_and_is_solved_once(rule: AnyRule, school: School) -> None:
    example = example_of(rule)
    now = until(school, rule, example.raised, NOW, rule.hold)
    assert [alert.state for alert in school.alerts()] == [AlertState.OPEN]
    if example.kept is not None:
        now = until(school, rule, example.kept, now, rule.clear + timedelta(hours=2))
        assert school.alerts()[0].state is AlertState.OPEN
    until(school, rule, example.well, now, rule.clear + 10 * MINUTE)
    assert [alert.state for alert in school.alerts()] == [AlertState.SOLVED]
    assert school.kinds(LATER) == ["opened", "solved"]


@every_rule
def test_what_did_not_open_is_not_solved(rule: AnyRule, school: School) -> None:
    example = example_of(rule)
    for place, answer in enumerate((example.well, example.kept, example.well)):
        if answer is not None:
            settle(school, verdict(rule, answer), NOW + place * MINUTE)
    if rule.hold:
        settle(school, verdict(rule, example.raised), NOW + 3 * MINUTE)
        settle(school, verdict(rule, example.well), NOW + 4 * MINUTE)
    assert (school.alerts(), school.kinds(LATER)) == ([], [])


@every_rule
def test_what_comes_and_goes_is_held(rule: AnyRule, school: School) -> None:
    example, now = example_of(rule), NOW
    for _ in range(12):
        now = until(school, rule, example.raised, now, min(rule.hold, 30 * MINUTE)) + 2 * MINUTE
        settle(school, verdict(rule, example.well), now)
        now += 2 * MINUTE
    assert school.kinds(LATER).count("opened") <= FLAPPING_OPENINGS


@every_rule
def test_no_answer_and_no_knowledge_neither_open_nor_solve(rule: AnyRule, school: School) -> None:
    example = example_of(rule)
    silent = Verdict(rule, (), frozenset())
    unknown = [silent, *(verdict(rule, answer) for answer in example.unknown)]
    for place, nothing in enumerate(unknown):
        settle(school, nothing, NOW - timedelta(days=9 - place))
    assert school.alerts() == []
    now = until(school, rule, example.raised, NOW, rule.hold)
    for nothing in unknown:
        for days in range(1, 40):
            settle(school, nothing, now + timedelta(days=days))
        if nothing is not silent and not nothing.unsure:
            break  # the subject is not there: after a day it is gone
        assert school.alerts()[0].state is AlertState.OPEN


@pytest.mark.parametrize("rule", PARTIAL, ids=lambda rule: rule.name)
def test_what_its_device_says_nothing_about_is_gone_after_a_day_not_before(rule: AnyRule, school: School) -> None:
    now = until(school, rule, example_of(rule).raised, NOW, rule.hold)
    away = Verdict(rule, (), frozenset({subject_of(rule).device_id}), seen=frozenset({Subject("other")}))
    settle(school, away, now + MINUTE)
    settle(school, away, now + GONE_AFTER)
    assert school.alerts()[0].state is AlertState.OPEN
    settle(school, away, now + MINUTE + GONE_AFTER)
    assert school.alerts()[0].state is AlertState.SOLVED


@pytest.mark.parametrize(
    "path",
    [
        *sorted((HERE / "rules").glob("*.py")),
        *(HERE / "usecases" / name for name in ("write_letter.py", "licence_table.py")),
        HERE / "wording.py",
    ],
    ids=lambda path: path.stem,
)
def test_every_sentence_has_its_dutch(path: Path) -> None:
    dutch = wording_for("nl").catalogue
    assert {sentence for sentence in said(path) if dutch.gettext(sentence) == sentence} == set()


@pytest.mark.parametrize("path", sorted((HERE / "rules").glob("*.py")), ids=lambda path: path.stem)
def test_the_dutch_has_the_same_places_for_values(path: Path) -> None:
    dutch = wording_for("nl").catalogue
    for sentence in said(path):
        assert placeholders(dutch.gettext(sentence)) == placeholders(sentence)


def test_what_waits_and_what_asks_lately_fit_together() -> None:
    """A pending alert begins anew after a break as long as its own wait; a machine asked less often never opens."""
    for rule in RULES:
        if isinstance(rule.question, Rows) and rule.question.heard_within is not None:
            assert rule.hold <= rule.question.heard_within, rule.name


def test_a_module_without_a_rule_stops_the_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no_rule_in_here.py").write_text("")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    with pytest.raises(TypeError, match="no_rule_in_here"):
        load_rules()


def test_a_rule_is_named_like_its_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "misnamed_rule.py").write_text("from schoolwacht_collector.rules.disk_full import RULE\n")
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match="calls itself 'disk_full'"):
        load_rules()
