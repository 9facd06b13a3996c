from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from collector.numbers import Away, Counting, course, store
from collector.school import NOW, TEN, School, calendar, device
from schoolwacht_collector.books.facts import DeviceEvent
from schoolwacht_collector.domain.rule import DeviceAnswers, Latest, Recent, Rows, Several, Trend
from schoolwacht_collector.usecases.ask_ledger import Answers, Circumstances, active_devices
from schoolwacht_collector.usecases.ask_series import NoSeries, SeriesWindows
from schoolwacht_collector.usecases.ask_several import ask_several

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def nearly_full(answers: DeviceAnswers) -> bool:
    return any(value.fields["used_percent"] > 80 for value in answers.values)


ASKED = Several(
    (Latest("disk"), Rows("disk_health"), Recent(("spool_dropped",), within=DAY)),
    history=Trend(("disk.used_percent",), over=2 * DAY, every=HOUR),
    worth=nearly_full,
)


def ask(school: School, series: SeriesWindows, asked: Several = ASKED, now: datetime = NOW) -> Answers:
    around = Circumstances(calendar(), TEN, now, NOW - DAY)
    return school.ledger.read(lambda books: ask_several(books, series, asked, active_devices(books), around))


def of(answers: Answers) -> dict[str, DeviceAnswers]:
    found = [answer for _, answer in answers.found]
    return {answer.device.device_id: answer for answer in found if isinstance(answer, DeviceAnswers)}


def events(school: School, *what: tuple[str, str, timedelta]) -> None:
    made: Sequence[DeviceEvent] = [
        DeviceEvent(bytes([place]) * 16, device_id, name, NOW - ago, {"samples": "5"})
        for place, (device_id, name, ago) in enumerate(what)
    ]
    school.ledger.write(lambda books: books.facts.add_events(made))


def test_everything_about_a_device_comes_together(school: School) -> None:
    number = school.add(device("srv"))
    school.disk(number, 50, NOW, path="/")
    school.disk(number, 60, NOW, path="/srv")
    school.rows("srv", "disk_health", {"sda": {"device": "sda", "verdict": "passed"}})
    events(school, ("srv", "spool_dropped", HOUR), ("srv", "clock_jumped", HOUR), ("srv", "spool_dropped", 2 * DAY))
    school.add(device("quiet"))
    found = of(ask(school, NoSeries()))
    assert set(found) == {"srv"}
    assert [len(part) for part in (found["srv"].values, found["srv"].rows, found["srv"].events)] == [2, 1, 1]
    assert found["srv"].events[0].attributes == {"samples": "5"}


def test_the_past_is_read_only_of_devices_where_it_can_matter(school: School) -> None:
    school.disk(school.add(device("full")), 90, NOW)
    school.disk(school.add(device("empty")), 10, NOW)
    series = Counting(store(course("full", "disk.used_percent", {NOW - 2 * HOUR: 80})))
    found = of(ask(school, series))
    assert [window.device_id for window in series.asked] == ["full"]
    assert found["empty"].courses is None
    assert found["full"].courses is not None
    assert [len(one.lines["disk.used_percent"]) for one in found["full"].courses] == [1]


def test_while_the_store_is_away_facts_are_judged_and_what_needs_the_past_is_not(school: School) -> None:
    school.disk(school.add(device("full")), 90, NOW)
    school.disk(school.add(device("empty")), 10, NOW)
    answers = ask(school, Away())
    assert set(of(answers)) == {"full", "empty"}
    assert answers.judged == frozenset({"empty"})
    assert answers.trouble.startswith("the store does not answer")


def test_old_numbers_leave_a_device_unjudged_though_its_rows_are_there(school: School) -> None:
    school.disk(school.add(device("off")), 10, NOW - DAY)
    school.add(device("never"))
    for name in ("off", "never"):
        school.rows(name, "disk_health", {"sda": {"device": "sda", "verdict": "passed"}})
    answers = ask(school, NoSeries())
    assert of(answers)["off"].values == ()
    assert answers.judged == frozenset({"never"})


def test_rows_of_machines_that_were_not_heard_may_be_left_out(school: School) -> None:
    school.add(device("off"), heard=NOW - 3 * DAY)
    school.rows("off", "disk_health", {"sda": {"device": "sda"}})
    assert set(of(ask(school, NoSeries(), Several((Rows("disk_health"),))))) == {"off"}
    assert of(ask(school, NoSeries(), Several((Rows("disk_health", heard_within=DAY),)))) == {}


def test_events_are_counted_by_our_clock_not_by_a_wrong_one(school: School) -> None:
    school.add(device("old"), offset_ms=-60_000)
    events(school, ("old", "spool_dropped", HOUR + timedelta(minutes=1)))
    assert [event.at for event in of(ask(school, NoSeries()))["old"].events] == [NOW - HOUR]


def test_an_event_that_comes_late_is_an_event_of_then(school: School) -> None:
    school.add(device("back"))
    events(school, ("back", "spool_dropped", 9 * DAY), ("back", "spool_dropped", -HOUR))
    assert of(ask(school, NoSeries())) == {}
