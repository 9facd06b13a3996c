"""Whether chrony keeps the clock right."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.chrony import Tracking, parse

LINE = "C0000201,192.0.2.1,3,1794000000.5,-0.000123,0.00002,0.0001,-1.2,0.0,0.02,0.02,0.001,64.3,Normal"


def test_a_clock_that_is_kept_says_how_well() -> None:
    assert parse(LINE + "\n") == Tracking(True, 3, -0.000123, "2026-11-06")


def test_a_clock_that_waits_for_a_server_is_not_kept() -> None:
    line = "00000000,,0,0.000000000,0.0,0.0,0.0,0.0,0.0,0.0,1.0,1.0,0.0,Not synchronised"
    assert parse(line) == Tracking(False)


@pytest.mark.parametrize("text", ["", "506 Cannot talk to daemon\n", "a,b,c"])
def test_no_answer_is_not_wrong(text: str) -> None:
    assert parse(text) is None


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(LINE)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    parse(text)
    parse(LINE[:at] + text + LINE[at:])
