from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.adapters.tag_text import clean_tag, clean_text


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("/home", "/home"),
        ("C:\\Users\\an", "C:\\Users\\an"),
        ("C:\\", "C:"),
        ("a\\, b", "a, b"),
        ("a\r\n\tb", "a b"),
        ("a\u2028b\0\x1b\x7f\x9fc", "a bc"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("zero\u200bwidth", "zerowidth"),
        ("🧑‍💻", "🧑‍💻"),
        ("\ud800", ""),
    ],
)
def test_tags_keep_what_is_harmless(sent: str, kept: str) -> None:
    assert clean_tag(sent) == kept


@given(st.text(alphabet=st.characters(), max_size=50))
def test_nothing_unseen_is_left_of_any_text(text: str) -> None:
    cleaned = clean_text(text)
    assert not {character for character in cleaned if unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}}
    cleaned.encode()


@given(st.text(alphabet="\\,= \n\0a\u202e"))
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    assert clean_tag(clean_tag(text)) == clean_tag(text)
    assert not clean_tag(text).endswith("\\")
