from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from schoolwacht_collector.entrypoints.console.speech import Speech

BRUSSELS = ZoneInfo("Europe/Brussels")
NOW = datetime(2026, 11, 23, 9, 12, tzinfo=UTC)
NL, EN = Speech("nl", BRUSSELS), Speech("en", BRUSSELS)


@pytest.mark.parametrize(
    ("ago", "dutch", "english"),
    [
        (timedelta(seconds=12), "12 s", "12 s"),
        (timedelta(minutes=25), "25 min", "25 min"),
        (timedelta(hours=2), "2 u", "2 h"),
        (timedelta(hours=12), "gisteren", "yesterday"),
        (timedelta(days=3), "vr", "Fri"),
        (timedelta(days=34), "20 okt", "20 Oct"),
        (timedelta(days=400), "19 okt 2025", "19 Oct 2025"),
        (timedelta(seconds=-40), "0 s", "0 s"),
    ],
)
def test_time_is_relative_under_a_week_and_a_date_after(ago: timedelta, dutch: str, english: str) -> None:
    assert NL.when(NOW - ago, NOW) == dutch
    assert EN.when(NOW - ago, NOW) == english


def test_numbers_are_written_as_people_here_write_them() -> None:
    assert (NL.number(1234567.85), EN.number(1234567.85)) == ("1.234.567,8", "1,234,567.8")
    assert (NL.size(4.1e9), NL.size(118e9), NL.size(0), EN.size(4.1e9)) == ("4,1 GB", "118 GB", "0 B", "4.1 GB")
    assert (NL.percent(99.54), NL.percent(95)) == ("99,5 %", "95 %")
    assert NL.rate(1_200_000) == "1,2 MB/s"


def test_days_and_clocks_are_the_schools_own() -> None:
    assert NL.day(NOW) == "Maandag 23 november"
    assert NL.moment(NOW) == "23/11/2026 10:12"
    assert EN.day(datetime(2026, 11, 23, 23, 30, tzinfo=UTC)) == "Tuesday 24 November"


@pytest.mark.parametrize(("days", "words"), [(1.9, "45 u"), (3, "3 dagen"), (1500, "1.500 dagen")])
def test_long_stretches_are_told_in_hours_and_days(days: float, words: str) -> None:
    assert NL.lasting(timedelta(days=days)) == words
