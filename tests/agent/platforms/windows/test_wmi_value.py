"""What WMI says, as plain text."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows import wmi_value
from schoolwacht_agent.platforms.windows.wmi_value import Value

VALUES = st.one_of(st.text(max_size=40), st.lists(st.text(max_size=8), max_size=4).map(tuple))
ROWS = st.dictionaries(st.text("abcXYZ", max_size=4), VALUES, max_size=6)


ODD: list[Value] = [
    "",
    "TRUE",
    "FALSE",
    "0",
    "1",
    "2",
    "3",
    "17",
    "-1",
    "65535",
    "4294967295",
    "9" * 20,
    "1e9",
    "\0",
    "C:",
]
ODD += ["PCI\\VEN_8086&DEV_15F9\\3&1", "USB\\VID_046D&PID_C31C\\5&2&0&1", "00:1B:21:0A:0B:0C", "{", "ABC12", (), ("",)]
ODD += [
    ("2", "x"),
    ("68", "69", "76", "99999"),
    "20261101120000.000000+000",
    "\\\\server\\queue",
    "è\u202e\U0001f600" * 50,
]


def rows_with(*names: str) -> st.SearchStrategy[dict[str, Value]]:
    """Objects with these properties, most of them odd."""
    odd = st.sampled_from(ODD) | st.text(max_size=6)
    return st.dictionaries(st.sampled_from(names), odd, max_size=len(names))


def test_what_com_gives_becomes_text() -> None:
    assert wmi_value.plain(None) is None
    assert wmi_value.plain(True) == "TRUE"
    assert wmi_value.plain(2**64 - 1) == "18446744073709551615"
    assert wmi_value.plain((1, None, "two\0rest")) == ("1", "two")
    assert wmi_value.plain(b"\x01\xff") == ("1", "255")
    assert wmi_value.plain("line\r\nnext\x07 ") == "line  next"


def test_a_number_of_32_bits_comes_signed_from_com() -> None:
    assert wmi_value.number_of({"AdapterRAM": "-1048576"}, "AdapterRAM") == 4_293_918_720
    assert wmi_value.number_of({"Size": "512110190592"}, "Size") == 512_110_190_592


@pytest.mark.parametrize("said", ["", "twelve", "1e9", "١٢", "-99999999999", "99999999999999999999", "0x10"])
def test_what_is_no_number_is_none(said: str) -> None:
    assert wmi_value.number_of({"n": said}, "n") is None


def test_yes_and_no_have_many_spellings_and_silence_is_neither() -> None:
    said = {"a": "TRUE", "b": "False", "c": "-1", "d": "0", "e": "perhaps"}

    assert [wmi_value.flag_of(said, name) for name in "abcdef"] == [True, False, True, False, None, None]


def test_a_moment_is_told_in_universal_time() -> None:
    assert wmi_value.moment("20240301120000.500000+060") == datetime(2024, 3, 1, 11, 0, 0, 500_000, UTC)
    assert wmi_value.moment("20240301120000.******+***") == datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "said",
    [
        "16010101000000.000000-000",
        "00000012030405.000000:000",
        "20241301000000.000000+000",
        "2024****000000.000000+000",
        "20240101",
    ],
)
def test_no_date_an_interval_and_a_wrong_one_are_no_moment(said: str) -> None:
    assert wmi_value.moment(said) is None


def test_a_text_may_come_as_codes_of_its_signs() -> None:
    assert wmi_value.signs_of({"n": ("68", "69", "76", "0", "65")}, "n") == "DEL"
    assert wmi_value.signs_of({"n": ("0", "0")}, "n") is None


def test_a_path_keeps_its_last_part_only() -> None:
    assert wmi_value.without_path(r"\\pc-of-jan\colour") == "colour"


@settings(max_examples=100)
@given(ROWS, st.text(max_size=30))
def test_odd_values_are_survived(row: dict[str, Value], said: str) -> None:
    wmi_value.moment(said)
    assert wmi_value.plain(said) is not None
    for name in row:
        wmi_value.number_of(row, name)
        wmi_value.numbers_of(row, name)
        wmi_value.flag_of(row, name)
        wmi_value.signs_of(row, name)
        wmi_value.told_of(row, name)
        wmi_value.moment_of(row, name)
