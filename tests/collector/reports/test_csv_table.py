"""Lists as files for a spreadsheet."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_collector.reports.csv_table import csv_bytes

COLUMN = ["Rule"]


def cell(value: object, language: str = "nl") -> str:
    """What a spreadsheet reads back."""
    body = csv_bytes(COLUMN, [[value]], language).decode("utf-8-sig")
    _, (read, *_) = csv.reader(StringIO(body, newline=""), delimiter=";" if language == "nl" else ",")
    return read


def test_a_file_begins_with_the_mark_by_which_excel_knows_utf8() -> None:
    assert csv_bytes(COLUMN, [], "nl").startswith(b"\xef\xbb\xbf")


def test_the_separator_is_the_one_of_the_language() -> None:
    assert b"Alpha;Beta" in csv_bytes(["Alpha", "Beta"], [], "nl")
    assert b"Alpha,Beta" in csv_bytes(["Alpha", "Beta"], [], "en")


def test_a_heading_is_no_formula_either() -> None:
    assert b"'=Alpha" in csv_bytes(["=Alpha"], [], "nl")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "\uff1d", " ="])
def test_a_text_that_looks_like_a_formula_is_a_text(sign: str) -> None:
    assert cell(f'{sign}HYPERLINK("http://x","y")').startswith("'")


@pytest.mark.parametrize(
    ("value", "nl", "en"),
    [
        (None, "", ""),
        (True, "ja", "yes"),
        (-3, "-3", "-3"),
        (1234567, "1234567", "1234567"),
        (12.5, "12,5", "12.5"),
        (0.1 + 0.2, "0,3", "0.3"),
        (date(2027, 8, 31), "2027-08-31", "2027-08-31"),
        (["A1", "A2"], "A1, A2", "A1, A2"),
        ({"path": "/"}, "path=/", "path=/"),
        (["=1", "2"], "''=1, 2", "''=1, 2"),
    ],
)
def test_a_value_is_written_as_the_spreadsheet_of_the_language_reads_it(value: object, nl: str, en: str) -> None:
    assert (cell(value, "nl"), cell(value, "en")) == (nl.replace("''", "'"), en.replace("''", "'"))


def test_a_moment_is_written_in_the_time_zone_of_the_school() -> None:
    moment = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    assert b"2026-11-23 09:00:00" in csv_bytes(COLUMN, [[moment]], "nl", ZoneInfo("Europe/Brussels"))


def test_a_line_break_in_a_name_makes_no_second_line() -> None:
    assert csv_bytes(COLUMN, [["a\r\nb"]], "nl").count(b"\r\n") == 2


@given(st.text())
def test_no_text_at_all_becomes_a_formula(text: str) -> None:
    assert cell(text)[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
