from __future__ import annotations

from datetime import timedelta

from collector.numbers import Away, course, store
from collector.school import NOW, TEN, School, calendar, device
from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.rule import Certificates, Collector, Latest, Question, Trend, Versions
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.usecases.ask import ask
from schoolwacht_collector.usecases.ask_ledger import SCHOOL, Answers, Circumstances, active_devices
from schoolwacht_collector.usecases.ask_series import NoSeries, SeriesWindows

DAY = timedelta(days=1)
FILLS = Trend(("disk.used_percent",), over=14 * DAY, every=DAY)


def answers(school: School, question: Question, series: SeriesWindows | None = None) -> Answers:
    state = CollectorState(home_free_bytes=7)
    around = Circumstances(calendar(), TEN, NOW, NOW - DAY, version="0.2.0", collector=state)
    return school.ledger.read(lambda books: ask(books, series or NoSeries(), question, active_devices(books), around))


def test_every_question_of_every_rule_has_an_answer_in_an_empty_school(school: School) -> None:
    for rule in load_rules():
        found = answers(school, rule.question)
        assert (found.trouble, found.judged - {SCHOOL}) == ("", frozenset())


def test_a_course_judges_the_devices_it_is_about(school: School) -> None:
    school.add(device("srv"))
    school.add(device("new"))
    series = store(course("srv", "disk.used_percent", {NOW - DAY: 5}, path="/"))
    found = answers(school, FILLS, series)
    assert (len(found.found), found.judged, found.partial) == (1, frozenset({"srv"}), True)


def test_without_the_store_no_course_is_judged_and_the_reason_is_told(school: School) -> None:
    school.add(device("srv"))
    found = answers(school, FILLS, Away())
    assert (found.found, found.judged) == ((), frozenset())
    assert "does not answer" in found.trouble


def test_the_collectors_state_is_handed_on_as_an_answer_about_the_school(school: School) -> None:
    found = answers(school, Collector())
    assert found.found == ((None, CollectorState(home_free_bytes=7)),)
    assert (found.judged, found.partial) == (frozenset({SCHOOL}), True)


def test_numbers_that_may_come_back_are_partial_and_facts_are_whole(school: School) -> None:
    assert answers(school, Latest("disk")).partial
    assert not answers(school, Certificates()).partial
    assert not answers(school, Versions()).partial
