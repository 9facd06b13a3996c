from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
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


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (local(23, 7, 59), False),
        (local(23, 8), True),
        (local(23, 15, 59), True),
        (local(23, 16), False),
        (local(18, 11, 59), True),  # a Wednesday
        (local(18, 12), False),
        (local(21, 10), False),  # a Saturday
        (local(11, 10), False),  # a day off
    ],
)
def test_the_school_is_open_in_its_hours(moment: datetime, *, is_open: bool) -> None:
    assert PLAIN.is_open(moment) is PLAIN.is_open(moment.astimezone(UTC)) is is_open


def test_the_last_school_days_skip_weekends_and_days_off() -> None:
    assert PLAIN.school_days_before(date(2026, 11, 16), 4) == [date(2026, 11, day) for day in (13, 12, 10, 9)]
    assert SchoolCalendar(BRUSSELS, _days(date(2020, 1, 1), 3000)).school_days_before(date(2026, 11, 16), 4) == []


def _days(first: date, count: int) -> frozenset[date]:
    return frozenset(first + timedelta(days=n) for n in range(count))


AUTUMN = SchoolCalendar(BRUSSELS, _days(date(2026, 11, 2), 5) | {date(2026, 11, 11)})


@pytest.mark.parametrize(
    ("day", "settling"),
    [
        (9, True),  # the Monday after a week of holiday
        (10, True),
        (12, False),  # the third school day; the eleventh is off
        (13, False),
        (14, False),
        (16, False),  # after a plain weekend
        (8, True),  # the last day of the holiday
    ],
)
def test_the_first_two_school_days_after_a_holiday_are_for_settling(day: int, *, settling: bool) -> None:
    assert AUTUMN.is_settling(local(day, 10)) is settling


def test_a_long_weekend_is_no_holiday() -> None:
    ascension = SchoolCalendar(BRUSSELS, frozenset({date(2026, 5, 14), date(2026, 5, 15)}))
    assert not ascension.is_settling(local(18, 10, month=5))


def test_a_calendar_without_any_school_day_settles_for_ever() -> None:
    assert SchoolCalendar(BRUSSELS, _days(date(2020, 1, 1), 3000)).is_settling(local(23, 10))
