from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schoolwacht_collector.entrypoints.console.charts.axes import PERCENT, amounts, fullness, midnights, parts, times

BRUSSELS = ZoneInfo("Europe/Brussels")
MONDAY = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)


def weekday(at: datetime) -> str:
    return at.astimezone(BRUSSELS).strftime("%a")


def clock(at: datetime) -> str:
    return at.astimezone(BRUSSELS).strftime("%H:%M")


@pytest.mark.parametrize(
    ("highest", "top"), [(0.0, 1), (3.0, 5), (5.0, 5), (5.1, 10), (940_000.0, 1_000_000), (float("inf"), 1)]
)
def test_amounts_end_at_a_round_value(highest: float, top: float) -> None:
    scale = amounts(highest)
    assert (scale.low, scale.high, scale.marks[-1]) == (0, top, top)


def test_a_full_volume_shows_the_upper_part_and_its_threshold() -> None:
    scale = fullness([(MONDAY, 91.0), (MONDAY, 94.0)], 90.0)
    assert (scale.low, scale.high) == (80, 100)
    assert fullness([(MONDAY, 12.0)], 90.0) == PERCENT
    assert fullness([], None).high == 100


def test_a_day_has_hours_and_a_week_has_days_below() -> None:
    day = times(MONDAY - timedelta(days=1), MONDAY, BRUSSELS, weekday, clock)
    assert [word for _, word in day] == ["12:00", "16:00", "20:00", "00:00", "04:00", "08:00"]
    week = times(MONDAY - timedelta(days=7), MONDAY, BRUSSELS, weekday, clock)
    assert [word for _, word in week] == ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]


def test_the_day_the_clock_goes_back_has_25_hours() -> None:
    found = list(midnights(datetime(2026, 10, 24, 12, tzinfo=UTC), datetime(2026, 10, 27, 12, tzinfo=UTC), BRUSSELS))
    assert [at.astimezone(UTC).hour for at in found] == [22, 23, 23]


def test_a_month_has_mondays_and_a_year_months_below() -> None:
    month = times(MONDAY - timedelta(days=31), MONDAY, BRUSSELS, weekday, clock)
    assert [word for _, word in month] == ["26/10", "02/11", "09/11", "16/11", "23/11"]
    year = times(MONDAY - timedelta(days=366), MONDAY, BRUSSELS, weekday, clock)
    assert [word for _, word in year] == ["01/2026", "03/2026", "05/2026", "07/2026", "09/2026", "11/2026"]


def test_upright_lines_are_days_weeks_or_months() -> None:
    counts = [len(parts(MONDAY - timedelta(days=days), MONDAY, BRUSSELS)) for days in (1, 7, 31, 366)]
    assert counts == [1, 7, 5, 12]
