from __future__ import annotations

from datetime import UTC, datetime, timedelta

from schoolwacht_collector.domain.disk_past import Past, past_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def past(newest: float, *known: tuple[timedelta, float]) -> Past:
    return past_of([(NOW - ago, value) for ago, value in known], (NOW, newest))


def test_without_a_past_nothing_rose() -> None:
    assert past(500) == Past()
    assert past(500, (DAY, 500)).baseline


def test_rises_are_counted_by_week_day_and_days() -> None:
    found = past(20, (5 * DAY, 0), (4 * DAY, 4), (2 * DAY, 4), (3 * HOUR, 10), (HOUR, 10))
    assert (found.week, found.day, found.days) == (20, 16, 2)


def test_the_steepest_hour_is_of_today_and_a_longer_gap_is_spread() -> None:
    assert past(300, (2 * HOUR, 0), (HOUR, 180)).hour == 180
    assert past(300, (10 * HOUR, 0)).hour == 30
    assert past(300, (DAY + 2 * HOUR, 0), (DAY + HOUR, 300)).hour == 0


def test_a_lower_count_is_another_disk() -> None:
    assert past(3, (3 * DAY, 900), (2 * DAY, 0)).week == 3


def test_what_is_older_than_a_week_or_lies_ahead_does_not_count() -> None:
    assert past(9, (8 * DAY, 0), (-DAY, 4)) == Past()
