from __future__ import annotations

from statistics import fmean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.adapters.series_parts import Part, bucketed

POINTS = st.dictionaries(st.integers(0, 500), st.integers(-100, 100), min_size=1, max_size=60)


def part_of(start: int, points: list[tuple[int, float]]) -> Part:
    values = [value for _, value in points]
    return Part(start, points[-1][0], len(points), sum(values), min(values), max(values), values[-1])


@given(POINTS, st.sets(st.integers(0, 50)), st.sampled_from(["last", "mean", "min", "max"]))
def test_parts_and_points_together_give_what_points_alone_give(
    values: dict[int, float], summed_up: set[int], aggregate: str
) -> None:
    points = sorted(values.items())
    by_ten: dict[int, list[tuple[int, float]]] = {}
    for at, value in points:
        by_ten.setdefault(at // 10, []).append((at, value))
    parts = [part_of(ten * 10, found) for ten, found in by_ten.items() if ten in summed_up]
    rest = [(at, value) for at, value in points if at // 10 not in summed_up]
    for every in (10, 30, 100):
        alone, together = bucketed(points, [], every, aggregate), bucketed(rest, parts, every, aggregate)
        assert [at for at, _ in alone] == [at for at, _ in together]
        assert [value for _, value in alone] == pytest.approx([value for _, value in together])


def test_a_mean_counts_every_point_once() -> None:
    points = [(0, 1.0), (1, 2.0), (2, 6.0)]
    assert bucketed([(5, 11.0)], [part_of(0, points)], 10, "mean") == [(0, fmean([1.0, 2.0, 6.0, 11.0]))]


def test_without_buckets_a_part_is_one_point_more() -> None:
    points = [(0, 1.0), (1, 3.0)]
    assert bucketed([(20, 7.0)], [part_of(0, points)], None, "mean") == [(0, 2.0), (20, 7.0)]


def test_an_unknown_question_is_said_in_words() -> None:
    with pytest.raises(ValueError, match="ask for last, mean, min or max"):
        bucketed([(1, 1.0)], [], 10, "median")
