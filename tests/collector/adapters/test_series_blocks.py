from __future__ import annotations

import random
import zlib
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.adapters.series_blocks import Column, Opened, Point, decode, encode

NUMBERS = st.integers(-(2**63), 2**63 - 1)


def column(numbers: list[int]) -> Column:
    return Column(numbers[-1], min(numbers), max(numbers), sum(numbers))


@st.composite
def blocks(draw: st.DrawFn) -> Mapping[int, Point]:
    width = draw(st.integers(1, 6))
    small = st.integers(-1000, 1000)
    numbers = draw(st.sampled_from([NUMBERS, small]))
    points: dict[int, Point] = {}
    for place in draw(st.sets(st.integers(0, 31), min_size=1, max_size=24)):
        count = draw(st.integers(1, 4))
        columns = [column(draw(st.lists(numbers, min_size=count, max_size=count))) for _ in range(width)]
        points[place] = Point(count, draw(st.integers(0, 86_399_999)), columns)
    return points


@given(blocks())
def test_a_block_comes_back_as_it_was(points: Mapping[int, Point]) -> None:
    assert decode(encode(points)) == {place: points[place] for place in sorted(points)}


@given(blocks())
def test_one_column_is_read_without_the_others(points: Mapping[int, Point]) -> None:
    opened = Opened(encode(points))
    for number in range(opened.width):
        assert opened.column(number) == [points[place].columns[number] for place in sorted(points)]


def test_a_day_of_numbers_that_do_not_change_is_next_to_nothing() -> None:
    still = Point(60, 3_540_000, [Column(8_000_000_000, 8_000_000_000, 8_000_000_000, 480_000_000_000)] * 40)
    assert len(encode(dict.fromkeys(range(24), still))) < 200


def test_a_day_of_wild_numbers_stays_small() -> None:
    dice = random.Random(1)  # noqa: S311 - no secret
    points = {
        hour: Point(60, 3_540_000, [column([dice.randrange(10_000) for _ in range(60)]) for _ in range(40)])
        for hour in range(24)
    }
    assert len(encode(points)) / (24 * 40) < 9, "bytes for an hour of a number; sixty points of it are 480"


@pytest.mark.parametrize(
    "content", [b"", b"\x01\x02\x00\x02\x00", b"\x07" + b"\x00" * 60, b"\x01\x01\x00\x01\x00" + b"\x00" * 12]
)
def test_what_is_no_block_is_an_error(content: bytes) -> None:
    with pytest.raises(ValueError, match="not a block"):
        Opened(zlib.compress(content))
