from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.adapters.frames import at, window
from schoolwacht_collector.adapters.series_steps import (
    DAILY,
    DAY_MS,
    FOR_EVER_MS,
    HOUR_MS,
    HOURLY,
    Reach,
    Stretch,
    stretches,
)
from schoolwacht_collector.domain.series import Window

HOUR, DAY = 60, 24 * 60
MIDNIGHT = at(16 * HOUR)  # Tuesday, 00:00 UTC


def shown(wanted: Window, reach: Reach) -> list[tuple[str, float, float]]:
    """Stretches in hours from the midnight."""
    return [
        (
            part.step.name if part.step else "points",
            (part.since_ms - MIDNIGHT) / HOUR_MS,
            (part.until_ms - MIDNIGHT) / HOUR_MS,
        )
        for part in stretches(wanted, reach)
    ]


def days(since: float, until: float, every_ms: int | None) -> Window:
    return replace(
        window("a.b", since=0, until=0),
        since_ms=round(MIDNIGHT + since * DAY_MS),
        until_ms=round(MIDNIGHT + until * DAY_MS),
        every_ms=every_ms,
    )


def test_without_roll_ups_points_answer() -> None:
    assert shown(days(0, 400, DAY_MS), Reach()) == [("points", 0, 9600)]


def test_minutes_are_points_as_far_as_there_are_points() -> None:
    reach = Reach(MIDNIGHT + 2 * DAY_MS, FOR_EVER_MS)
    assert shown(days(0, 3, 60_000), reach) == [("hourly", 0, 48), ("points", 48, 72)]
    assert shown(days(0, 3, None), reach) == [("hourly", 0, 48), ("points", 48, 72)]


def test_whole_hours_are_read_ready_made_and_the_rest_from_points() -> None:
    reach = Reach(settled_until=MIDNIGHT + 50 * HOUR_MS)
    assert shown(days(0.01, 3, HOUR_MS), reach) == [("points", 0.24, 1), ("hourly", 1, 50), ("points", 50, 72)]


def test_whole_days_are_read_ready_made_and_the_rest_from_hours() -> None:
    reach = Reach(settled_until=MIDNIGHT + 50 * HOUR_MS)
    assert shown(days(0.5, 3, DAY_MS), reach) == [
        ("hourly", 12, 24),
        ("daily", 24, 48),
        ("hourly", 48, 50),
        ("points", 50, 72),
    ]


def test_a_chart_over_five_years_begins_with_days_and_ends_with_points() -> None:
    reach = Reach(MIDNIGHT + 1800 * DAY_MS, MIDNIGHT + 1829 * DAY_MS, MIDNIGHT + 1430 * DAY_MS)
    assert shown(days(0, 1830, HOUR_MS), reach) == [
        ("daily", 0, 1430 * 24),
        ("hourly", 1430 * 24, 1800 * 24),
        ("hourly", 1800 * 24, 1829 * 24),
        ("points", 1829 * 24, 1830 * 24),
    ]


def test_what_was_never_rolled_up_is_read_from_points() -> None:
    reach = Reach(settled_until=FOR_EVER_MS, rolled_from=MIDNIGHT + DAY_MS)
    assert shown(days(0, 2, DAY_MS), reach) == [("points", 0, 24), ("daily", 24, 48)]


HOURS = st.integers(0, 200).map(lambda hour: MIDNIGHT + hour * HOUR_MS)
MOMENTS = st.integers(MIDNIGHT, MIDNIGHT + 200 * HOUR_MS)


@given(MOMENTS, MOMENTS, st.sampled_from([None, 60_000, HOUR_MS, 3 * HOUR_MS, DAY_MS]), HOURS, HOURS, HOURS)
def test_stretches_cover_the_window_once_and_in_order(
    since: int, until: int, every: int | None, raw_from: int, settled: int, hourly_from: int
) -> None:
    reach = Reach(raw_from, settled, hourly_from - hourly_from % DAY_MS)
    found = stretches(Window("a.b", since, until, every_ms=every), reach)
    edges = [edge for part in found for edge in (part.since_ms, part.until_ms)]
    assert edges == sorted(edges)
    assert sum(part.until_ms - part.since_ms for part in found) == max(0, until - since)
    assert all(part.since_ms >= raw_from for part in found if part.step is None)
    assert all(part.until_ms <= max(settled, raw_from) for part in found if part.step is not None)
    assert all(part.since_ms >= reach.hourly_from for part in found if part.step is HOURLY)
    assert all(_whole_days(part) or part.until_ms <= reach.hourly_from for part in found if part.step is DAILY)


def _whole_days(part: Stretch) -> bool:
    return part.since_ms % DAY_MS == 0 == part.until_ms % DAY_MS
