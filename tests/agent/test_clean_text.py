from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.clean_text import LONGEST, clean


@pytest.mark.parametrize(
    ("said", "travels"),
    [
        ("Paint Ten", "Paint Ten"),
        ("evil\u202egnp.exe", "evilgnp.exe"),
        ("a\x00b\x1b[31mc", "ab[31mc"),
        ("first\nsecond", "first second"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("cafe\u0301", "café"),
        ("  round  ", "round"),
        ("\ud800", ""),
    ],
)
def test_what_cannot_be_seen_does_not_travel(said: str, travels: str) -> None:
    assert clean(said) == travels


@given(st.text())
def test_cleaning_leaves_nothing_invisible_and_is_done_once(said: str) -> None:
    cleaned = clean(said)
    assert not {unicodedata.category(letter) for letter in cleaned} & {"Cc", "Cf", "Cs"}
    assert clean(cleaned) == cleaned
    assert len(cleaned) <= LONGEST
    cleaned.encode()


def test_ten_thousand_letters_become_five_hundred() -> None:
    assert len(clean("ë" * 10_000)) == LONGEST
