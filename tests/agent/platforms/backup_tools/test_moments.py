from __future__ import annotations

from datetime import timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.rhythm import usual_seconds

DAY_MS = 86_400_000
HOUR_MS = 3_600_000
MONDAY_MS = 1_795_419_000_000 - 70 * DAY_MS


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2026-11-23T07:30:00Z", 1_795_419_000_000),
        ("20261123T073000Z", 1_795_419_000_000),
        ("2026-11-23T08:30:00.123456789+01:00", 1_795_419_000_123),
        ("2026-11-23 02:30:00,5 -0500", 1_795_419_000_500),
        ("2026-13-23T07:30:00Z", None),
        ("2026-11-23", None),
        ("yesterday", None),
        ("", None),
        (17, None),
    ],
)
def test_a_moment_is_read_however_it_is_written(said: object, expected: int | None) -> None:
    assert told_ms(said) == expected


def test_a_moment_without_a_zone_is_of_the_machine() -> None:
    brussels = timezone(timedelta(hours=1))

    assert told_ms("2026-11-23 08:30:00", brussels) == 1_795_419_000_000
    assert told_ms("2026-11-23 07:30:00Z", brussels) == 1_795_419_000_000


@settings(max_examples=100)
@given(st.one_of(st.text(), st.from_regex(r"\A\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d{4}|Z)?\Z")))
def test_no_text_is_too_odd_for_a_moment(said: str) -> None:
    told_ms(said)


def school_nights(weeks: int) -> list[int]:
    return [MONDAY_MS + (7 * week + day) * DAY_MS for week in range(weeks) for day in range(5)]


def test_a_job_of_school_nights_may_skip_the_weekend() -> None:
    assert usual_seconds(school_nights(4)) == 3 * 86_400


def test_one_holiday_does_not_make_a_nightly_job_a_monthly_one() -> None:
    nights = [MONDAY_MS + day * DAY_MS for day in range(30) if not 20 <= day < 27]

    assert usual_seconds(nights) == 86_400


def test_three_runs_are_too_few_to_tell_a_rhythm() -> None:
    assert usual_seconds([MONDAY_MS, MONDAY_MS + DAY_MS, MONDAY_MS + 2 * DAY_MS]) is None
    assert usual_seconds([]) is None


def test_a_second_try_within_minutes_is_the_same_run() -> None:
    nights = [MONDAY_MS + day * DAY_MS + more for day in range(6) for more in (0, 600_000)]

    assert usual_seconds(nights) == 86_400


@settings(max_examples=100)
@given(st.lists(st.integers(-(2**62), 2**62)))
def test_a_rhythm_is_at_least_half_an_hour_and_at_most_four_hundred_days(moments: list[int]) -> None:
    every = usual_seconds(moments)
    assert every is None or 1800 <= every <= 400 * 86_400 + 3600
