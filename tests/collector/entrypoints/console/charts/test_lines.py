from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.entrypoints.console.charts.lines import Point, drawn, rate, stretches, thinned

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
VALUES = st.floats(min_value=-1e12, max_value=1e12)


def points(*values: float, every: int = 60) -> list[Point]:
    return [(START + timedelta(seconds=every * number), value) for number, value in enumerate(values)]


def test_a_night_without_data_is_a_gap() -> None:
    evening, morning = points(1, 2, 3), [(at + timedelta(hours=12), value) for at, value in points(4, 5, 6)]
    assert stretches([*evening, *morning]) == [evening, morning]


def test_one_missing_minute_is_bridged_and_two_are_not() -> None:
    measured = points(*range(20))
    assert len(stretches(measured[:5] + measured[6:])) == 1
    assert len(stretches(measured[:5] + measured[7:])) == 2


def test_nothing_at_all_is_no_stretch() -> None:
    assert stretches([]) == []
    assert drawn([]) == []


def test_a_lone_point_is_a_stretch_of_its_own() -> None:
    assert stretches(points(7)) == [points(7)]


def test_thinning_keeps_a_peak_of_one_minute() -> None:
    day = points(*(100.0 if number == 777 else 5.0 for number in range(1440)))
    thin = thinned(day, 450)
    assert len(thin) <= 450
    assert max(value for _, value in thin) == 100.0
    assert (thin[0], thin[-1]) == (day[0], day[-1])


@given(st.lists(VALUES, min_size=1, max_size=900), st.integers(4, 200))
def test_thinning_keeps_order_extremes_and_ends(values: list[float], most: int) -> None:
    measured = points(*values)
    thin = thinned(measured, most)
    assert len(thin) <= max(most, 4)
    assert [at for at, _ in thin] == sorted({at for at, _ in thin})
    assert {min(values), max(values)} <= {value for _, value in thin}
    assert (thin[0], thin[-1]) == (measured[0], measured[-1])


def test_a_counter_becomes_a_rate_and_a_restart_is_unknown() -> None:
    assert rate(points(0, 600, 1800, 60, 120)) == [
        (START + timedelta(minutes=1), 10.0),
        (START + timedelta(minutes=2), 20.0),
        (START + timedelta(minutes=4), 1.0),
    ]


def test_a_counter_that_was_not_seen_for_long_is_unknown() -> None:
    evening, morning = points(0, 60), [(at + timedelta(hours=12), value) for at, value in points(90, 150)]
    assert [value for _, value in rate([*evening, *morning], within=timedelta(minutes=3))] == [1.0, 1.0]
