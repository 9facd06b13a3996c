from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schoolwacht_agent.clock import Clock, JumpWatch, milliseconds, moment

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class TwoClocks:
    """A wall clock and a steady clock that a test can turn."""

    def __init__(self) -> None:
        self.wall_time = NINE
        self.steady_time = 1000.0

    def wall(self) -> datetime:
        return self.wall_time

    def steady(self) -> float:
        return self.steady_time

    def go_on(self, seconds: float) -> None:
        self.wall_time += timedelta(seconds=seconds)
        self.steady_time += seconds

    def learned(self, server_time: datetime) -> Clock:
        clock = Clock(self.wall, self.steady)
        clock.learn(milliseconds(server_time), self.steady_time - 0.2, self.steady_time + 0.2)
        return clock


def test_without_a_collector_the_machines_own_clock_counts() -> None:
    clocks = TwoClocks()
    clock = Clock(clocks.wall, clocks.steady)
    assert not clock.confirmed
    assert clock.now() == NINE


def test_a_clock_that_is_a_minute_off_is_believed() -> None:
    assert TwoClocks().learned(NINE + timedelta(seconds=60)).now() == NINE


def test_a_clock_that_is_an_hour_off_is_corrected() -> None:
    clocks = TwoClocks()
    clock = clocks.learned(NINE + timedelta(hours=1))
    clocks.go_on(10)
    assert clock.now() == NINE + timedelta(hours=1, seconds=10)


def test_a_clock_set_right_afterwards_needs_no_correction_any_more() -> None:
    clocks = TwoClocks()
    clock = clocks.learned(NINE + timedelta(hours=1))
    clocks.wall_time += timedelta(hours=1)
    assert clock.offset() == timedelta()
    assert clock.now() == NINE + timedelta(hours=1)


def test_a_clock_set_wrong_afterwards_is_corrected_at_once() -> None:
    clocks = TwoClocks()
    clock = clocks.learned(NINE)
    clocks.wall_time = datetime(2003, 1, 1, tzinfo=UTC)
    clocks.steady_time += 5
    assert clock.now() == NINE + timedelta(seconds=5)


def test_a_server_that_talks_nonsense_is_not_believed() -> None:
    clocks = TwoClocks()
    clock = Clock(clocks.wall, clocks.steady)
    for nonsense in (0, -5, 2**62):
        clock.learn(nonsense, 1.0, 2.0)
    assert clock.now() == NINE


def test_a_set_clock_is_noticed_once() -> None:
    clocks = TwoClocks()
    watch = JumpWatch(clocks.wall, clocks.steady)
    clocks.go_on(5)
    assert watch.jumped() is None
    clocks.wall_time -= timedelta(hours=1)
    clocks.go_on(5)
    assert watch.jumped() == timedelta(hours=-1)
    assert watch.jumped() is None


def test_a_night_asleep_is_no_jump() -> None:
    clocks = TwoClocks()
    watch = JumpWatch(clocks.wall, clocks.steady)
    clocks.go_on(8 * 3600)
    assert watch.jumped() is None


def test_milliseconds_and_moments_are_each_others_way_back() -> None:
    assert moment(milliseconds(NINE)) == NINE
