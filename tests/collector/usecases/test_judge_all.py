from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from structlog.testing import capture_logs

from collector.numbers import Away, Counting, course, store
from collector.school import MINUTE, NOW, TEN, School, calendar, device
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.facts import Cells, DeviceEvent
from schoolwacht_collector.domain.alerts import Finding, Severity, Subject
from schoolwacht_collector.domain.devices import DeviceClass, DeviceState
from schoolwacht_collector.domain.message import say
from schoolwacht_collector.domain.rule import AnyRule, Latest, LatestValues, LimitOverride, Rule, Versions
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.rules.disk_full import RULE as DISK_FULL
from schoolwacht_collector.rules.host_silent import RULE as HOST_SILENT
from schoolwacht_collector.usecases.ask_ledger import Circumstances
from schoolwacht_collector.usecases.ask_series import NoSeries
from schoolwacht_collector.usecases.judge_all import Verdict, judge_all, listening
from schoolwacht_collector.usecases.settle_alerts import settle_alerts


def verdict(school: School, rule: AnyRule, now: datetime = NOW) -> Verdict:
    (one,) = school.judged(now, (rule,))
    return one


def test_a_full_disk_is_found(school: School) -> None:
    school.disk(school.add(device("srv")), 97, NOW)
    (finding,) = verdict(school, DISK_FULL).findings
    assert (finding.subject, finding.value) == (Subject("srv", "/"), 97.0)


def test_old_numbers_neither_open_nor_solve(school: School) -> None:
    school.disk(school.add(device("srv")), 97, NOW - 16 * MINUTE)
    found = verdict(school, DISK_FULL)
    assert found.findings == ()
    assert found.judged == frozenset()


def test_the_newest_numbers_of_a_volume_count(school: School) -> None:
    number = school.add(device("srv"))
    school.disk(number, 97, NOW - 2 * MINUTE)
    school.disk(number, 40, NOW)
    school.disk(number, 99, NOW - 5 * MINUTE)  # late from the spool
    assert verdict(school, DISK_FULL).findings == ()


def test_each_volume_is_judged(school: School) -> None:
    number = school.add(device("srv"))
    school.disk(number, 97, NOW, path="/")
    school.disk(number, 98, NOW, path="/data")
    assert {finding.subject.part for finding in verdict(school, DISK_FULL).findings} == {"/", "/data"}


@pytest.mark.parametrize("days", [-2000, 2000])
def test_a_machine_with_a_dead_clock_battery_is_judged_by_the_stamps_its_agent_corrected(
    school: School, days: int
) -> None:
    school.disk(school.add(device("old"), offset_ms=days * 86_400_000), 97, NOW)
    assert len(verdict(school, DISK_FULL).findings) == 1


def test_a_retired_device_is_not_judged(school: School) -> None:
    school.disk(school.add(device("srv", state=DeviceState.RETIRED)), 97, NOW)
    assert verdict(school, DISK_FULL).findings == ()


def _override(books: Books, override: LimitOverride) -> None:
    books.alerts.override(override)


def test_a_limit_may_be_otherwise_in_one_room(school: School) -> None:
    school.disk(school.add(device("a", room="A1")), 82, NOW)
    school.disk(school.add(device("b", room="B1")), 82, NOW)
    for name, value in (("warning_percent", 80), ("clear_percent", 75)):
        override = LimitOverride("disk_full", name, value, "room", "A1")
        school.ledger.write(partial(_override, override=override))
    assert [finding.subject.device_id for finding in verdict(school, DISK_FULL).findings] == ["a"]


def test_a_silent_server_is_found_and_a_laptop_at_night_is_not(school: School) -> None:
    heard = NOW - timedelta(hours=13)
    school.add(device("srv", device_class=DeviceClass.SERVER), heard=heard)
    school.add(device("lap"), heard=heard)
    assert [finding.subject.device_id for finding in verdict(school, HOST_SILENT).findings] == ["srv"]


def test_a_device_that_never_called_is_silent_since_it_was_enrolled(school: School) -> None:
    school.add(device("lap"), heard=None)
    (finding,) = verdict(school, HOST_SILENT).findings
    assert finding.value > 30


def test_a_holiday_makes_nobody_silent(school: School) -> None:
    september = datetime(2026, 9, 1, 7, tzinfo=UTC)
    school.add(device("lap"), heard=datetime(2026, 6, 30, 14, tzinfo=UTC))
    assert verdict(school, HOST_SILENT, september).findings == ()


def test_a_backup_of_a_silent_machine_is_late_all_the_same(school: School) -> None:
    school.add(device("srv"), heard=NOW - timedelta(days=60))
    good = int((NOW - timedelta(days=60)).timestamp() * 1000)
    row: Cells = {"job": "nas", "source": "report", "result": "ok", "last_good_ms": good, "every_seconds": 86400}
    school.rows("srv", "backups", {"nas": row}, NOW - timedelta(days=60))
    late = {v.rule.name: v.findings for v in school.judged(NOW)}["backup_late"]
    assert [finding.severity for finding in late] == [Severity.URGENT]


def test_an_unlicensed_title_is_about_the_school(school: School) -> None:
    school.add(device("pc"))
    school.rows("pc", "software", {"x": {"name": "paint-ten", "publisher": "", "version": "1"}})
    found = {v.rule.name: v for v in school.judged(NOW)}["unlicensed_install"]
    assert [finding.subject for finding in found.findings] == [Subject("", "Paint Ten")]
    assert found.judged == frozenset({""})


def moody(values: LatestValues, limits: object, now: datetime) -> Iterator[Finding]:
    del limits, now
    if values.device.device_id == "odd":
        raise ZeroDivisionError("no size")
    sentence = say("x")
    yield Finding(Subject(values.device.device_id), Severity.WARNING, sentence, sentence, 1, 0)


MOODY: AnyRule = Rule("moody", say("x"), say("x."), "x.", Latest("disk"), DISK_FULL.limits, moody)


def test_a_rule_that_fails_on_one_device_still_judges_the_others(school: School) -> None:
    for name in ("odd", "fine"):
        school.disk(school.add(device(name)), 50, NOW)
    with capture_logs() as logs:
        broken, healthy = school.judged(NOW, (MOODY, DISK_FULL))
    assert [finding.subject.device_id for finding in broken.findings] == ["fine"]
    assert broken.judged == frozenset({"fine"})
    assert "moody could not judge 1 answers; the first one: ZeroDivisionError: no size" in broken.trouble
    assert logs[0]["event"] == "rule_failed"
    assert healthy.judged == frozenset({"odd", "fine"})


def careless(answer: object, limits: object, now: datetime) -> Iterator[Finding]:
    raise TypeError(f"no school in {type(answer).__name__} at {now} with {limits}")


def test_a_flaw_in_an_answer_about_the_school_leaves_every_device_unjudged(school: School) -> None:
    school.add(device("pc", agent_version="0.1.0"))
    flawed: AnyRule = Rule("flawed", say("x"), say("x."), "x.", Versions(), DISK_FULL.limits, careless)
    around = Circumstances(calendar(), TEN, NOW, listening_since=NOW, version="9.9.9")
    with capture_logs():
        (found,) = school.ledger.read(lambda books: judge_all(books, NoSeries(), [flawed], around))
    assert found.judged == frozenset()
    assert "no school" in found.trouble


def test_a_verdict_says_which_volumes_had_an_answer(school: School) -> None:
    number = school.add(device("srv"))
    school.disk(number, 50, NOW, path="/")
    school.disk(number, 60, NOW - timedelta(hours=2), path="/media/stick")
    assert verdict(school, DISK_FULL).seen == frozenset({Subject("srv", "/")})
    assert verdict(school, HOST_SILENT).seen is None, "who is active has an answer"


def test_a_verdict_says_what_the_rule_cannot_tell(school: School) -> None:
    school.add(device("lap"))
    school.rows("lap", "batteries", {"BAT0": {"name": "BAT0", "health_percent": None}})
    found = {v.rule.name: v for v in school.judged(NOW)}["battery_worn"]
    assert (found.findings, found.unsure) == ((), frozenset({Subject("lap", "BAT0")}))


def test_while_the_store_is_away_rules_on_facts_judge_and_the_others_say_why_not(school: School) -> None:
    school.disk(school.add(device("srv")), 97, NOW)
    around = Circumstances(calendar(), TEN, NOW, listening_since=NOW)
    verdicts = school.ledger.read(lambda books: judge_all(books, Away(), load_rules(), around))
    found = {v.rule.name: v for v in verdicts}
    assert len(found["disk_full"].findings) == 1
    assert found["disk_full"].trouble == ""
    assert found["disk_fills_up"].judged == frozenset()
    assert found["disk_fills_up"].trouble.startswith("disk_fills_up: the store does not answer")


def test_what_several_rules_ask_is_fetched_once(school: School) -> None:
    school.add(device("srv"))
    series = Counting(store())
    around = Circumstances(calendar(), TEN, NOW, listening_since=NOW)
    fills = next(rule for rule in load_rules() if rule.name == "disk_fills_up")
    school.ledger.read(lambda books: judge_all(books, series, [fills, replace(fills, name="again")], around))
    assert len(series.asked) == 1


def _back_after_ten_days(school: School) -> list[Verdict]:
    """A machine hands over what it measured before it went off, ten days ago; the verdicts are of now."""
    away = timedelta(days=10)
    number = school.add(device("back", agent_version="0.1.0", enrolled_at=NOW - timedelta(days=90)))
    school.disk(number, 97, NOW - away)
    row: Cells = {"source": "apt", "reboot_needed": 1, "reboot_since_ms": 1, "pending": 3, "last_success_ms": 1}
    school.rows("back", "updates", {"apt": row}, NOW - away)
    event = DeviceEvent(b"0" * 16, "back", "spool_dropped", NOW - away, {"samples": "9", "reason": "full"})
    school.ledger.write(lambda books: books.facts.add_events([event]))
    filling = {NOW - away - timedelta(days=days): 90.0 - 3 * days for days in range(14)}
    series = store(course("back", "disk.used_percent", filling, path="/"))
    around = Circumstances(calendar(), TEN, NOW, listening_since=NOW - timedelta(days=30), version="0.1.0")
    return school.ledger.read(lambda books: judge_all(books, series, load_rules(), around))


def test_late_data_never_fires(school: School) -> None:
    verdicts = _back_after_ten_days(school)
    school.ledger.write(lambda books: settle_alerts(books, verdicts, ["mail"], NOW))
    assert school.alerts() == []
    told_by = {verdict.rule.name for verdict in verdicts if verdict.findings}
    assert told_by == {"reboot_needed", "updates_late"}, "facts of then wait for what the machine says now"


def test_every_rule_judges_an_empty_school(school: School) -> None:
    around = Circumstances(calendar(), TEN, NOW, listening_since=NOW)
    verdicts = school.ledger.read(lambda books: judge_all(books, NoSeries(), load_rules(), around))
    assert {v.findings for v in verdicts} == {()}


@pytest.mark.parametrize(("gap", "kept"), [(1, True), (5, True), (6, False), (-1, False)])
def test_a_collector_that_slept_was_not_listening(gap: int, kept: bool) -> None:  # noqa: FBT001 - a column of the table
    start = NOW - timedelta(days=1)
    assert listening(start, NOW - gap * MINUTE, NOW) == (start if kept else NOW)
