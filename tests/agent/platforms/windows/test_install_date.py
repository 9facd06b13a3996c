"""The day of an installation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.windows.install_date import day_of
from schoolwacht_agent.platforms.windows.registry import Value


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("20240131", "2024-01-31"),
        (20240131, "2024-01-31"),
        ("20240131235959", "2024-01-31"),
        ("2024-01-31", "2024-01-31"),
        ("2024/1/31 10:00:00", "2024-01-31"),
        ("31/01/2024", "2024-01-31"),
        ("1/31/2024", "2024-01-31"),
        ("4/4/2024", "2024-04-04"),
        ("03.04.2024", "2024-04-03"),
        ("03/04/2024", None),
        ("\u200e31-\u200e1-\u200e2024", "2024-01-31"),
        ("1706659200", "2024-01-31"),
        (1706659200, "2024-01-31"),
        ("01da53d7c5ac0000", "2024-01-30"),
        ("Wed Jan 31 2024", "2024-01-31"),
        ("31 January 2024", "2024-01-31"),
        ("20240231", None),
        ("00000000", None),
        ("18000101", None),
        ("99999999", None),
        ("", None),
        (None, None),
        (b"20240131", None),
        ("²0240131", None),
        ("1" * 10_000, None),
    ],
)
def test_each_way_of_writing_it_is_read(written: Value | None, day: str | None) -> None:
    assert day_of(written) == day


@pytest.mark.parametrize(("first", "day"), [(True, "2024-03-04"), (False, "2024-04-03")])
def test_who_knows_the_order_may_say_so(first: bool, day: str) -> None:  # noqa: FBT001 - a case of a table
    assert day_of("03/04/2024", month_first=first) == day


@given(st.text(max_size=30) | st.integers() | st.from_regex(r"\d{1,4}[-/.]\d{1,4}[-/.]\d{1,4}"))
def test_rubbish_is_survived(value: str | int) -> None:
    found = day_of(value)

    assert found is None or len(found) == 10
