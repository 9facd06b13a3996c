from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta, tzinfo

import apscheduler.schedulers.base
import apscheduler.triggers.interval
import pytest

from schoolwacht_collector.entrypoints import ticker
from schoolwacht_collector.entrypoints.ticker import Job, Ticker
from schoolwacht_collector.ports import Busy

OFTEN = timedelta(seconds=0.05)
SELDOM = timedelta(hours=1)


@contextmanager
def ticking(*jobs: Job, wall: Callable[[], datetime] | None = None) -> Iterator[Ticker]:
    running = Ticker(list(jobs), wall=wall)
    running.start()
    try:
        yield running
    finally:
        running.stop()


def wait_until(look: Callable[[], object], seconds: float = 10.0) -> None:
    deadline = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.01)


class Counted:
    """A job that counts its runs, and fails when it is told to."""

    def __init__(self) -> None:
        self.runs = 0
        self.flaw: Exception | None = None

    def __call__(self) -> None:
        self.runs += 1
        if self.flaw is not None:
            raise self.flaw


def test_every_job_runs_at_once_and_again_at_its_rhythm() -> None:
    often, seldom = Counted(), Counted()
    with ticking(Job("often", OFTEN, often), Job("seldom", SELDOM, seldom)) as running:
        wait_until(lambda: often.runs >= 4)
        assert seldom.runs == 1
        assert running.last_run.keys() == {"often", "seldom"}
        assert running.last_error == {}


@pytest.mark.parametrize(
    ("flaw", "told"), [(Busy("the disk is full"), "the disk is full"), (ValueError("3"), "ValueError('3')")]
)
def test_a_job_that_fails_is_told_runs_again_and_stops_no_other(flaw: Exception, told: str) -> None:
    failing, well = Counted(), Counted()
    failing.flaw = flaw
    with ticking(Job("failing", OFTEN, failing), Job("well", OFTEN, well)) as running:
        wait_until(lambda: failing.runs >= 3 and well.runs >= 3)
        assert running.last_error == {"failing": told}
        failing.flaw = None
        wait_until(lambda: running.last_error == {})


def test_a_job_that_takes_long_never_runs_twice_at_once_and_keeps_nobody_waiting() -> None:
    go_on = threading.Event()
    inside: list[int] = []
    other = Counted()

    def slow() -> None:
        inside.append(1)
        go_on.wait(10)

    with ticking(Job("slow", OFTEN, slow), Job("other", OFTEN, other)):
        wait_until(lambda: other.runs >= 5)
        assert len(inside) == 1
        go_on.set()
        wait_until(lambda: len(inside) >= 2)


def test_stopping_waits_for_a_job_that_runs() -> None:
    begun, ended = threading.Event(), threading.Event()

    def slow() -> None:
        begun.set()
        time.sleep(0.3)
        ended.set()

    with ticking(Job("slow", SELDOM, slow)):
        begun.wait(10)
    assert ended.is_set()


@pytest.mark.parametrize("jump", [timedelta(hours=-1), timedelta(hours=1), timedelta(days=-9000)])
def test_after_the_clock_was_set_every_job_runs_at_once_and_at_its_rhythm_again(
    monkeypatch: pytest.MonkeyPatch, jump: timedelta
) -> None:
    shift = timedelta()

    class SetClock(datetime):
        """The wall clock of APScheduler, which reads it in two places."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # typeshed promises cls
            return datetime.now(tz) + shift

    monkeypatch.setattr(apscheduler.schedulers.base, "datetime", SetClock)
    monkeypatch.setattr(apscheduler.triggers.interval, "datetime", SetClock)
    monkeypatch.setattr(ticker, "LOOK_EVERY", 0.05)
    often, seldom = Counted(), Counted()
    jobs = Job("often", OFTEN, often), Job("seldom", timedelta(days=20_000), seldom)
    with ticking(*jobs, wall=lambda: datetime.now(UTC) + shift):
        wait_until(lambda: often.runs >= 2 and seldom.runs == 1)
        shift = jump
        wait_until(lambda: seldom.runs == 2)
        before = often.runs
        wait_until(lambda: often.runs >= before + 3)


def test_a_clock_that_only_drifts_is_no_jump(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "LOOK_EVERY", 0.02)
    begun = time.monotonic()
    looks = 0

    def fast() -> datetime:
        nonlocal looks
        looks += 1
        return datetime.now(UTC) + timedelta(seconds=3 * (time.monotonic() - begun))

    seldom = Counted()
    with ticking(Job("seldom", SELDOM, seldom), wall=fast):
        wait_until(lambda: looks >= 10)
        assert seldom.runs == 1


def test_what_a_job_did_is_stamped_with_the_time_of_the_school_and_counted() -> None:
    often = Counted()
    school = datetime(2030, 9, 2, 8, 30, tzinfo=UTC)
    running = Ticker([Job("often", OFTEN, often)], lambda: school)
    running.start()
    wait_until(lambda: often.runs >= 2)
    often.flaw = ValueError("x")
    wait_until(lambda: running.work()["often"].failures >= 1)
    running.stop()
    work = running.work()["often"]
    assert running.last_run == {"often": school}
    assert work.runs >= 3
    assert 0 <= work.seconds < 5
    assert running.last_jump is None


def test_a_job_that_hangs_is_told_and_one_that_only_works_is_not() -> None:
    go_on = threading.Event()
    hung = Job("hung", SELDOM, lambda: go_on.wait(20), patience=timedelta(seconds=0.1))
    slow = Job("slow", SELDOM, lambda: go_on.wait(20))
    with ticking(hung, slow) as running:
        wait_until(running.stuck)
        (said,) = running.stuck()
        assert said.startswith("the job hung has been running for")
        go_on.set()
        wait_until(lambda: not running.stuck())


def test_a_ticker_whose_scheduler_died_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "LATE", 0.2)
    often = Counted()
    with ticking(Job("often", OFTEN, often)) as running:
        wait_until(lambda: often.runs >= 2)
        assert running.stuck() == []
        running._scheduler.pause()
        wait_until(running.stuck)
        assert "should have begun" in running.stuck()[0]


def test_a_job_that_hangs_does_not_keep_the_collector_from_stopping(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ticker, "STOP_SECONDS", 0.2)
    begun, go_on = threading.Event(), threading.Event()

    def hang() -> None:
        begun.set()
        go_on.wait(20)

    running = Ticker([Job("hang", SELDOM, hang)])
    running.start()
    begun.wait(10)
    before = time.monotonic()
    running.stop()
    assert time.monotonic() - before < 5
    assert running.running() == ["hang"]
    go_on.set()
