from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Condition

from hypothesis import given
from hypothesis import strategies as st

from agent.looked import probe
from schoolwacht_agent.orders import ProbeOrder
from schoolwacht_agent.probe import Probe
from schoolwacht_agent.schedule import Rhythm, Schedule

MINUTE = timedelta(minutes=1)
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
moments = st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis wants them bare
rhythms = st.timedeltas(timedelta(seconds=10), timedelta(days=7))


@given(moments, rhythms, rhythms)
def test_the_next_run_is_after_now_within_one_rhythm_and_on_its_phase(
    now: datetime, every: timedelta, phase: timedelta
) -> None:
    following = Rhythm(every, phase).get_next_fire_time(None, now)
    assert now < following <= now + every
    assert (following - datetime(1970, 1, 1, tzinfo=UTC) - phase) % every == timedelta()


@given(moments)
def test_a_run_long_ago_or_far_ahead_does_not_count(before: datetime) -> None:
    rhythm = Rhythm(MINUTE, timedelta(seconds=7))
    assert rhythm.get_next_fire_time(before, NINE) == NINE + timedelta(seconds=7)


class Diary:
    """What ran, in order."""

    def __init__(self) -> None:
        self.rounds: list[list[str]] = []
        self.urgent: list[bool] = []
        self.written = Condition()

    def run(self, probes: Sequence[Probe]) -> None:
        with self.written:
            self.rounds.append([one.name for one in probes])

    def ran(self, urgent: bool) -> None:  # noqa: FBT001 - called by the schedule, with one argument
        with self.written:
            self.urgent.append(urgent)
            self.written.notify_all()

    def wait_for(self, count: int) -> None:
        with self.written:
            assert self.written.wait_for(lambda: len(self.urgent) >= count, 10)


@contextmanager
def scheduled(
    diary: Diary,
    probes: Sequence[Probe],
    orders: dict[str, ProbeOrder] | None = None,
    own: dict[str, ProbeOrder] | None = None,
) -> Iterator[Schedule]:
    schedule = Schedule({one.name: one for one in probes}, diary.run, diary.ran, lambda every: every / 2, own or {})
    schedule.apply(orders or {})
    schedule.start()
    try:
        yield schedule
    finally:
        schedule.stop()


def rhythm_of(schedule: Schedule) -> dict[str, float]:
    return {one.name: every.total_seconds() for (every, _), group in schedule._groups.items() for one in group}


def test_everything_runs_at_once_at_the_start_one_round_a_rhythm() -> None:
    diary = Diary()
    with scheduled(diary, [probe("a"), probe("b", seconds=3600), probe("c")]):
        diary.wait_for(2)
    assert sorted(diary.rounds) == [["a", "c"], ["b"]]
    assert diary.urgent == [True, True]


def test_the_collector_may_change_rhythms_and_switch_probes_off() -> None:
    diary = Diary()
    orders = {"a": ProbeOrder(every_seconds=300), "b": ProbeOrder(enabled=False), "unknown": ProbeOrder()}
    with scheduled(diary, [probe("a"), probe("b"), probe("c")], orders) as schedule:
        assert rhythm_of(schedule) == {"a": 300, "c": 60}
        schedule.apply({})
        assert rhythm_of(schedule) == {"a": 60, "b": 60, "c": 60}


def test_what_the_machines_owner_decided_goes_before_an_order() -> None:
    own = {"a": ProbeOrder(enabled=False)}
    with scheduled(Diary(), [probe("a"), probe("b")], {"a": ProbeOrder(every_seconds=60)}, own) as schedule:
        assert rhythm_of(schedule) == {"b": 60}


def test_one_probe_can_be_asked_for_at_once_and_is_urgent() -> None:
    diary = Diary()
    with scheduled(diary, [probe("a"), probe("backups")]) as schedule:
        diary.wait_for(1)
        schedule.run_now("backups")
        diary.wait_for(2)
        schedule.run_now("never heard of")
    assert diary.rounds[1:] == [["backups"]]
    assert diary.urgent == [True, True]


def test_after_the_clock_was_set_every_job_follows_the_clock_again() -> None:
    diary = Diary()
    with scheduled(diary, [probe("a"), probe("b", seconds=3600)]) as schedule:
        diary.wait_for(2)
        for job in schedule._scheduler.get_jobs():
            # What a clock set back by a day leaves behind.
            job.modify(next_run_time=datetime.now(UTC) + timedelta(days=1))
        schedule.realign()
        for job in schedule._scheduler.get_jobs():
            assert job.next_run_time - datetime.now(UTC) <= job.trigger.every


def test_a_clock_far_ahead_costs_one_run_not_a_million() -> None:
    diary = Diary()
    with scheduled(diary, [probe("a")]) as schedule:
        diary.wait_for(1)
        (job,) = schedule._scheduler.get_jobs()
        job.modify(next_run_time=datetime(2003, 1, 1, tzinfo=UTC))
        schedule._scheduler.wakeup()
        diary.wait_for(2)
        (job,) = schedule._scheduler.get_jobs()
        assert timedelta() < job.next_run_time - datetime.now(UTC) <= MINUTE
    assert len(diary.rounds) == 2
