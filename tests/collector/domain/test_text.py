"""Text from machines is made fit to keep."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.domain.text import LONGEST, clean


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("lok07-pc03", "lok07-pc03"),
        ("two\nlines\r\n", "two lines"),
        ("zero\u200bwidth and \u202eright to left", "zerowidth and right to left"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("e\u0301t\u00e9", "\u00e9t\u00e9"),
        ("", ""),
        ("\u2028\u2029", ""),
        ("smile \U0001f600", "smile \U0001f600"),
    ],
)
def test_unseen_characters_are_gone_and_the_rest_stays(raw: str, kept: str) -> None:
    assert clean(raw) == kept


def test_ten_thousand_characters_are_cut() -> None:
    assert clean("a" * 10_000) == "a" * LONGEST


@given(st.text(max_size=2000))
def test_nothing_unseen_survives_and_cleaning_twice_changes_nothing(raw: str) -> None:
    once = clean(raw)
    assert len(once) <= LONGEST
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Zl", "Zp"} for c in once)
    assert clean(once) == once
