"""The dates are the published ones of the school years 2026-27 and 2028-29."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from schoolwacht_collector.school_calendar import flemish_calendar

BREAKS = [
    (date(2026, 11, 2), date(2026, 11, 8)),
    (date(2026, 12, 21), date(2027, 1, 3)),
    (date(2027, 2, 8), date(2027, 2, 14)),
    (date(2027, 3, 29), date(2027, 4, 11)),
    (date(2027, 5, 6), date(2027, 5, 7)),
    (date(2027, 7, 1), date(2027, 8, 31)),
]


@pytest.mark.parametrize(("first", "last"), BREAKS)
def test_holidays_begin_and_end_on_the_published_days(first: date, last: date) -> None:
    calendar = flemish_calendar(date(2027, 3, 1))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    assert not any(calendar.is_school_day(day) for day in days)
    assert calendar.is_school_day(_weekday(first, -1))
    assert calendar.is_school_day(_weekday(last, 1))


def _weekday(day: date, step: int) -> date:
    day += timedelta(days=step)
    while day.weekday() > 4:
        day += timedelta(days=step)
    return day


def test_a_school_has_days_off_of_its_own() -> None:
    study_day = date(2026, 11, 25)
    assert not flemish_calendar(date(2026, 11, 23), own_days_off=[study_day]).is_school_day(study_day)


def test_a_school_year_has_about_180_days() -> None:
    calendar = flemish_calendar(date(2027, 1, 1))
    year = (date(2026, 9, 1) + timedelta(days=n) for n in range(365))
    assert 178 <= sum(calendar.is_school_day(day) for day in year) <= 186


def test_a_year_that_is_not_shipped_is_asked_of_the_library() -> None:
    assert not flemish_calendar(date(2045, 12, 25)).is_school_day(date(2045, 12, 25))
