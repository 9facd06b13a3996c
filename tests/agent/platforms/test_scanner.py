"""What is known of a scanner against malware."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.scanner import day_of


def test_a_day_that_no_scanner_can_mean_is_none() -> None:
    assert day_of(0) is None
    assert day_of(1e300) is None
    assert day_of(float("nan")) is None
    assert day_of(1_767_225_600) == "2026-01-01"


@settings(max_examples=100, deadline=None)
@given(st.floats() | st.integers())
def test_every_number_is_survived(seconds: float) -> None:
    day_of(seconds)
