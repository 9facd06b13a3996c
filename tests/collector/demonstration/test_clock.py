from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schoolwacht_collector.demonstration.clock import PlayedClock

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=UTC)


class Stopwatch:
    """Seconds that pass when we say so."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_stands_still_until_it_is_set() -> None:
    watch = Stopwatch()
    clock = PlayedClock(MONDAY, watch)
    watch.now += 50
    assert clock() == MONDAY
    clock.set(MONDAY + timedelta(hours=1))
    assert clock() == MONDAY + timedelta(hours=1)


def test_it_runs_as_fast_as_it_is_told() -> None:
    watch = Stopwatch()
    clock = PlayedClock(MONDAY, watch)
    clock.run(600)
    watch.now += 6
    assert clock() == MONDAY + timedelta(hours=1)
    clock.run()
    watch.now += 6
    assert clock() == MONDAY + timedelta(hours=1, seconds=6)
