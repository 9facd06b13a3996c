from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from collector.school import NOW, School, device
from schoolwacht_collector.adapters.memory import MemorySeries
from schoolwacht_collector.books import Books
from schoolwacht_collector.domain.devices import DeviceState
from schoolwacht_collector.domain.series import Mark
from schoolwacht_collector.entrypoints import vitals as vitals_module
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.entrypoints.vitals import LOOK_EVERY, Vitals
from schoolwacht_collector.ports import Busy


class Steady:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class AwaySeries(MemorySeries):
    """Does not answer."""

    def health(self) -> str:
        raise Busy("InfluxDB does not answer")


@pytest.fixture
def school(tmp_path: Path) -> Iterator[School]:
    made = School.open(tmp_path)
    yield made
    made.ledger.close()


@pytest.fixture
def steady() -> Steady:
    return Steady()


@pytest.fixture
def ticker() -> Iterator[Ticker]:
    made = Ticker([Job("drain", timedelta(hours=1), lambda: None)])
    made.start()
    yield made
    made.stop()


@pytest.fixture
def vitals(school: School, steady: Steady, ticker: Ticker) -> Vitals:
    made = Vitals(school.ledger, MemorySeries(), lambda: NOW, steady)
    made.run_by(ticker, {"stored": 3})
    return made


def wait_in_inbox(school: School, count: int = 1) -> None:
    marks = [Mark("alert", {}, {"state": "open"}, number) for number in range(count)]
    school.ledger.write(lambda books: books.inbox.put_marks(marks))


def test_with_all_well_every_part_is_ok(school: School, vitals: Vitals) -> None:
    school.add(device("here"))
    school.add(device("away"), heard=NOW - timedelta(hours=1))
    school.add(device("waits", state=DeviceState.PENDING), heard=None)
    assert {name: part.state for name, part in vitals.parts().items()} == dict.fromkeys(
        ("ledger", "series", "inbox", "ticker"), "ok"
    )
    assert dict(vitals.counts().devices) == {"active": 2, "pending": 1}
    assert vitals.counts().heard == 1
    assert vitals.sentence() == "1 of 2 machines heard within 10 minutes"


def test_a_look_is_good_for_a_few_seconds(school: School, vitals: Vitals, steady: Steady) -> None:
    assert vitals.counts().inbox == 0
    wait_in_inbox(school)
    assert vitals.counts().inbox == 0
    steady.seconds += LOOK_EVERY + 1
    assert vitals.counts().inbox == 1
    assert vitals.sentence().endswith("1 entries wait for the series store")


def test_it_tells_for_how_long_the_same_entry_is_first(school: School, vitals: Vitals, steady: Steady) -> None:
    wait_in_inbox(school, 2)
    vitals.counts()
    steady.seconds += 60
    vitals.counts()
    assert vitals.inbox_waits() == 60
    first = school.ledger.read(lambda books: books.inbox.oldest(1)[0].number)
    school.ledger.write(lambda books: books.inbox.remove([first]))
    steady.seconds += 60
    vitals.counts()
    assert vitals.inbox_waits() == 0
    school.ledger.write(lambda books: books.inbox.remove([first + 1]))
    steady.seconds += 60
    vitals.counts()
    steady.seconds += 60
    assert vitals.inbox_waits() == 0


def test_a_store_that_is_away_puts_us_behind_but_not_down(school: School, steady: Steady, ticker: Ticker) -> None:
    vitals = Vitals(school.ledger, AwaySeries(), lambda: NOW, steady)
    vitals.run_by(ticker, {})
    wait_in_inbox(school)
    parts = vitals.parts()
    assert (parts["series"].state, parts["inbox"].state) == ("behind", "behind")
    assert parts["series"].detail == "InfluxDB does not answer"
    assert parts["ledger"].state == "ok"


def test_a_ledger_whose_writer_hangs_is_down(school: School, vitals: Vitals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vitals_module, "PATIENCE", 0.1)
    go_on = threading.Event()

    def hang(_: Books) -> None:
        go_on.wait(20)

    waiting = school.ledger.submit(hang)
    part = vitals.parts()["ledger"]
    assert part.state == "down"
    assert "did not take an empty transaction" in part.detail
    go_on.set()
    waiting.result(10)
    assert vitals.parts()["ledger"].state == "ok"


def test_without_a_ticker_it_is_down_and_with_a_failing_job_behind(school: School, steady: Steady) -> None:
    vitals = Vitals(school.ledger, MemorySeries(), lambda: NOW, steady)
    assert vitals.parts()["ticker"].state == "down"

    def fail() -> None:
        raise Busy("the disk is full")

    failing = Ticker([Job("judge", timedelta(hours=1), fail)])
    vitals.run_by(failing, {})
    failing.start()
    deadline = time.monotonic() + 20
    while not failing.last_run and time.monotonic() < deadline:
        time.sleep(0.01)
    part = vitals.parts()["ticker"]
    failing.stop()
    assert (part.state, part.detail) == ("behind", "judge: the disk is full")
