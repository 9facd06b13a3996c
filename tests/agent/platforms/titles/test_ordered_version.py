"""Versions that sort."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.titles.ordered_version import ordered

RISING = [
    ["1.0~dev", "1.0-alpha", "1.0-beta1", "1.0b2", "1.0~rc1", "1.0-rc.2", "1.0", "1.0-1", "1.0-2", "1.0-10"],
    ["1.0", "1.0+git5", "1.0a", "1.0b", "1.0.1", "1.9", "1.10", "2", "10", "2023.10", "2024.1", "1:0.5", "2:0.1"],
    ["2:9.0.1378-2~bpo11+1", "2:9.0.1378-2", "2:9.0.1378-2+deb12u1", "2:9.0.1378-2+deb12u2", "2:9.0.1499-1"],
    ["115.3.0esr", "115.3.1esr", "128.0", "128.0.1"],
    ["1.0.2j", "1.0.2k", "1.1.0"],
    ["8u66", "8u301", "11.0.2"],
    ["6.7.4.arch1-1", "6.7.5.arch1-1"],
    ["16.0.4266.1001", "16.0.17126.20132"],
    ["14,0,0,1", "14,0,0,20"],
    ["2024-01-15", "2024-02-01"],
    ["9" * 20, "9" * 30],
]
EQUAL = [
    ("1.0", "1.0.0"),
    ("v1.2", "1.2"),
    ("1.2 (x64)", "1.2"),
    ("1.2 64-bit", "1.2"),
    ("007", "7"),
    ("2.0 Final", "2.0"),
    ("1.2-RC1", "1.2~rc1"),
    ("1.5.0-0", "1.5-0"),
]


@pytest.mark.parametrize("versions", RISING)
def test_keys_rise_as_the_versions_do(versions: list[str]) -> None:
    for older, newer in pairwise(versions):
        assert ordered(older) < ordered(newer), (older, newer)


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_ways_of_writing_one_version_are_one_key(one: str, other: str) -> None:
    assert ordered(one) == ordered(other)


@pytest.mark.parametrize("version", ["", " ", "-", "...", "ελ"])
def test_what_is_no_version_has_no_key(version: str) -> None:
    assert ordered(version) == ""


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_a_key_is_plain_text_on_one_line(version: str) -> None:
    key = ordered(version)

    assert key.isascii()
    assert key.isprintable()


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=5), st.lists(st.integers(0, 10**6), min_size=1, max_size=5))
def test_numbers_sort_as_numbers(one: list[int], other: list[int]) -> None:
    width = max(len(one), len(other))
    filled = [numbers + [0] * (width - len(numbers)) for numbers in (one, other)]
    keys = [ordered(".".join(map(str, numbers))) for numbers in (one, other)]

    assert (keys[0] < keys[1]) == (filled[0] < filled[1])
    assert (keys[0] == keys[1]) == (filled[0] == filled[1])
