from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from schoolwacht_collector.ports import Busy
from schoolwacht_collector.usecases.roll_up import DAILY_KEPT, HOURLY_KEPT, RAW_KEPT, SETTLING, milliseconds, roll_up

NOW = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)


class Roller:
    """Remembers what it was asked."""

    def __init__(self, hours: int = 3) -> None:
        self.hours = hours
        self.asked: list[tuple[str, int]] = []

    def roll(self, until_ms: int) -> int:
        self.asked.append(("roll", until_ms))
        if self.hours < 0:
            raise Busy("make two buckets")
        return self.hours

    def prune(self, now_ms: int) -> int:
        self.asked.append(("prune", now_ms))
        return 99

    def health(self) -> str:
        return "well"


def test_an_hour_is_rolled_up_a_few_minutes_after_its_end() -> None:
    roller = Roller()
    assert roll_up(roller, NOW) == 3
    assert roller.asked == [("roll", milliseconds(NOW - SETTLING)), ("prune", milliseconds(NOW))]
    assert NOW.replace(minute=0) > NOW - SETTLING, "the eighth hour gets some minutes more"


def test_a_store_that_is_away_is_busy_and_nothing_is_forgotten() -> None:
    roller = Roller(hours=-1)
    with pytest.raises(Busy, match="make two buckets"):
        roll_up(roller, NOW)
    assert [what for what, _ in roller.asked] == ["roll"]


def test_a_backlog_of_two_weeks_comes_while_there_are_points_and_a_year_has_hours() -> None:
    assert timedelta(days=14) < RAW_KEPT
    assert timedelta(days=366 + 28) < HOURLY_KEPT
    assert timedelta(days=5 * 365) < DAILY_KEPT
