from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from schoolwacht_collector.demonstration.timetable import LESSON_STEP, QUIET_STEP, a_school_morning, steps
from schoolwacht_collector.school_calendar import flemish_calendar

BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.mark.parametrize(
    "started",
    [
        datetime(2026, 11, 22, 22, 0, tzinfo=UTC),  # a Sunday evening
        datetime(2026, 7, 20, 12, 0, tzinfo=UTC),  # in the summer holidays
        datetime(2026, 11, 5, 9, 0, tzinfo=UTC),  # in the autumn holidays
        datetime(2027, 1, 4, 7, 0, tzinfo=UTC),  # before the bell on the first day after Christmas
    ],
)
def test_the_play_ends_on_a_school_morning_with_a_week_and_more_of_school_behind_it(started: datetime) -> None:
    calendar = flemish_calendar(started.date())
    ends = a_school_morning(started, calendar, 14)
    here = ends.astimezone(BRUSSELS)
    assert ends <= started
    assert calendar.is_school_day(here.date())
    assert (here.hour, here.minute) == (11, 0)
    assert calendar.school_days_between(ends - timedelta(days=14), ends) >= 7


def test_steps_are_short_in_lessons_and_long_at_night() -> None:
    ends = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)
    calendar = flemish_calendar(ends.date())
    moments = list(steps(ends - timedelta(days=14), ends, calendar))
    assert moments[-1] == ends
    assert {later - earlier for earlier, later in pairwise(moments)} <= {LESSON_STEP, QUIET_STEP}
    assert len(moments) < 850
