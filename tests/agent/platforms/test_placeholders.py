"""What makers leave in firmware instead of an answer."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.placeholders import told


@pytest.mark.parametrize(
    "text",
    [
        "To Be Filled By O.E.M.",
        "To be filled by O.E.M",
        "Default string",
        " DEFAULT STRING \n",
        "System Serial Number",
        "Not Specified",
        "None",
        "00000000",
        "0",
        "FFFFFFFF",
        "ffff-ffff-ffff",
        "XXXXXXXXXX",
        "...........",
        "11111111",
        "0123456789",
        "",
        " \x00\x01 ",
    ],
)
def test_a_placeholder_says_nothing(text: str) -> None:
    assert told(text) is None


@pytest.mark.parametrize("text", ["5CG1234XYZ", "1.1.1", "2.2", "A", "F2", "OptiPlex 7070", "77", "KVM", "X1"])
def test_a_short_or_regular_answer_is_still_an_answer(text: str) -> None:
    assert told(text) == text


def test_control_characters_and_spaces_are_tidied() -> None:
    assert told("  HP\x00 EliteBook\t840\n") == "HP EliteBook 840"


@settings(deadline=None)
@given(st.text())
def test_an_answer_is_one_printable_line(text: str) -> None:
    line = told(text)

    assert line is None or (line.isprintable() and line == line.strip() and line)
