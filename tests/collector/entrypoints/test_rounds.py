from __future__ import annotations

import struct
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collector.school import MINUTE, NOW, TEN, School, device, ms
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books import Books
from schoolwacht_collector.books.batches import BatchKey, PackedFrame
from schoolwacht_collector.domain.collector_state import CollectorState
from schoolwacht_collector.domain.devices import DeviceClass
from schoolwacht_collector.domain.series import Dictionary, Entry, Refusal, Shape, Window
from schoolwacht_collector.entrypoints.rounds import KEYS_KEPT, SLICE, Rounds
from schoolwacht_collector.ports import Busy
from schoolwacht_collector.rules import load_rules
from schoolwacht_collector.school_calendar import flemish_calendar
from schoolwacht_collector.usecases.ask_ledger import Circumstances
from schoolwacht_collector.usecases.drain_inbox import AT_ONCE
from schoolwacht_collector.usecases.judge_all import Verdict, judge_all
from schoolwacht_collector.usecases.roll_up import RAW_KEPT
from schoolwacht_collector.usecases.write_letter import LetterWriter
from schoolwacht_collector.wording import wording_for


class Clock:
    """Says what it is told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


class Postbox:
    """Keeps the subjects of letters."""

    def __init__(self) -> None:
        self.subjects: list[str] = []

    def send(self, subject: str, body: str, *, message_id: str) -> None:
        assert body
        assert message_id
        self.subjects.append(subject)


class AwaySeries(MemorySeries):
    """A store that does not answer until it is back."""

    away = True

    def append(self, entries: list[Entry]) -> list[Refusal]:  # type: ignore[override]
        if self.away:
            raise Busy("the store does not answer")
        return list(super().append(entries))


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    yield made
    made.ledger.close()


def rounds(school: School, clock: Clock, **parts: Any) -> Rounds:  # noqa: ANN401 - whichever part of Rounds
    rules = load_rules()
    series = parts.get("series") or MemorySeries()

    def judge(now: datetime, since: datetime, state: CollectorState) -> list[Verdict]:
        around = Circumstances(flemish_calendar(now.date()), TEN, now, since, collector=state)
        return school.ledger.read(lambda books: judge_all(books, series, rules, around))

    made: dict[str, Any] = {
        "series": series,
        "judge_all": judge,
        "notifiers": {"mail": Postbox()},
        "writer": LetterWriter(wording_for("en"), {rule.name: rule.title for rule in rules}),
    }
    return Rounds(ledger=school.ledger, clock=clock, **(made | parts))


def queue(school: School, number: int, count: int) -> None:
    """So many frames wait in the inbox."""

    def work(books: Books) -> None:
        known = books.batches.add_dictionary(number, Dictionary(1, (Shape("mem", (), ("used",), (0,)),)), NOW)
        frames = [
            PackedFrame(number, known, ms(NOW) + place, struct.pack("<q", place), "h", "", "") for place in range(count)
        ]
        books.inbox.put_frames(frames)

    school.ledger.write(work)


def waiting(school: School) -> int:
    return school.ledger.read(lambda books: books.inbox.depth())


def test_draining_goes_on_until_nothing_waits(school: School) -> None:
    series = MemorySeries()
    queue(school, school.add(device("pc")), 2 * AT_ONCE + 1)
    rounds(school, Clock(), series=series).drain()
    assert waiting(school) == 0
    (found,) = series.window(Window("mem.used", ms(NOW), ms(NOW + MINUTE)))
    assert len(found.points) == 2 * AT_ONCE + 1


def test_what_a_store_that_is_away_should_have_taken_waits_for_the_next_round(school: School) -> None:
    series = AwaySeries()
    queue(school, school.add(device("pc")), 3)
    made = rounds(school, Clock(), series=series)
    with pytest.raises(Busy):
        made.drain()
    assert waiting(school) == 3
    series.away = False
    made.drain()
    assert waiting(school) == 0


def test_a_finding_becomes_an_alert_a_letter_and_a_mark_whatever_the_series_do(school: School) -> None:
    clock, box = Clock(), Postbox()
    made = rounds(school, clock, series=AwaySeries(), notifiers={"mail": box})
    school.disk(school.add(device("pc")), 99.0, NOW)
    for _ in range(30):
        clock.now += MINUTE
        made.judge()
    made.deliver()
    assert [alert.rule for alert in school.alerts()] == ["disk_full"]
    assert len(box.subjects) == 1
    assert [mark.measurement for mark in school.marks()] == ["alert"]


def test_what_happened_before_the_start_is_nobodys_silence(school: School) -> None:
    clock = Clock()
    school.add(device("srv", device_class=DeviceClass.SERVER), heard=NOW - timedelta(days=2))
    made = rounds(school, clock)
    made.judge()
    assert school.alerts() == []
    for _ in range(60):
        clock.now += MINUTE
        made.judge()
    assert [alert.rule for alert in school.alerts()] == ["host_silent"]


def test_a_collector_that_slept_for_a_night_blames_nobody(school: School) -> None:
    clock = Clock()
    school.add(device("srv", device_class=DeviceClass.SERVER), heard=NOW)
    made = rounds(school, clock)
    made.judge()
    clock.now += timedelta(hours=10)
    made.judge()
    assert school.alerts() == []


def test_tidying_forgets_what_is_old_enough_and_nothing_else(school: School) -> None:
    number = school.add(device("pc"))
    old, young = BatchKey(number, b"o" * 16, 1), BatchKey(number, b"y" * 16, 1)
    many = [(BatchKey(number, b"m" * 16, place), b"d") for place in range(SLICE + 5)]
    clock = Clock()
    clock.now = NOW + KEYS_KEPT
    school.ledger.write(lambda books: books.batches.record([(old, b"d"), *many], NOW - MINUTE))
    school.ledger.write(lambda books: books.batches.record([(young, b"d")], NOW + MINUTE))
    pruned: list[int] = []
    rounds(school, clock, prune_series=pruned.append).tidy()
    wanted = [old, young, many[0][0], many[-1][0]]
    assert school.ledger.read(lambda books: dict(books.batches.digests(wanted))) == {young: b"d"}
    assert pruned == [ms(clock.now - RAW_KEPT)]


def test_a_store_that_tidies_by_itself_is_left_alone(school: School) -> None:
    rounds(school, Clock(), prune_series=None).tidy()
