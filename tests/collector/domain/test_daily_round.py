from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from collector.school import calendar
from schoolwacht_collector.domain.daily_round import is_round

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # ten o'clock in Brussels


@pytest.mark.parametrize(
    ("minutes", "yes"), [(-1, False), (0, True), (29, True), (30, False), (-120, False), (8 * 60, False)]
)
def test_the_round_is_half_an_hour_two_hours_after_the_school_opened(minutes: int, *, yes: bool) -> None:
    assert is_round(calendar(), MONDAY + timedelta(minutes=minutes)) is yes


def test_there_is_a_round_on_a_wednesday_too() -> None:
    assert is_round(calendar(), MONDAY + timedelta(days=2))


@pytest.mark.parametrize("days", [5, 6, 35])
def test_there_is_none_on_days_without_lessons(days: int) -> None:
    assert not is_round(calendar(), MONDAY + timedelta(days=days))


def test_in_summer_it_is_ten_o_clock_as_well() -> None:
    assert is_round(calendar(), datetime(2027, 6, 7, 8, 0, tzinfo=UTC))
