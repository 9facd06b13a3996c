from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from schoolwacht_collector.domain.calendar import SchoolCalendar

BRUSSELS = ZoneInfo("Europe/Brussels")
PLAIN = SchoolCalendar(BRUSSELS, frozenset({date(2026, 11, 11)}))


def local(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=BRUSSELS)


@pytest.mark.parametrize(
    ("start", "end", "days"),
    [
        (local(23, 8), local(23, 16), 1.0),  # a Monday
        (local(23, 8), local(23, 12), 0.5),
        (local(23, 16), local(24, 8), 0.0),  # a night
        (local(20, 17), local(23, 7), 0.0),  # a weekend
        (local(18, 0), local(18, 23), 1.0),  # a Wednesday
        (local(18, 8), local(18, 10), 0.5),
        (local(18, 12), local(18, 17), 0.0),  # its afternoon
        (local(11, 0), local(12, 0), 0.0),  # a day off
        (local(16, 0), local(23, 0), 5.0),  # a week
        (local(23, 12), local(23, 9), 0.0),  # the wrong way round
    ],
)
def test_school_days_pass_only_while_the_school_is_open(start: datetime, end: datetime, days: float) -> None:
    assert PLAIN.school_days_between(start, end) == pytest.approx(days)


def test_moments_may_be_in_any_time_zone() -> None:
    assert PLAIN.school_days_between(local(23, 8).astimezone(UTC), local(23, 16).astimezone(UTC)) == 1.0


def test_the_hour_that_summer_time_takes_costs_no_school_time() -> None:
    assert PLAIN.school_days_between(local(27, 8, month=3), local(30, 16, month=3)) == 2.0


def test_a_machine_that_is_silent_for_ten_years_is_counted_quickly() -> None:
    assert PLAIN.school_days_between(datetime(2016, 1, 1, tzinfo=UTC), local(23, 8)) > 200
