"""Sums that readers of batteries share."""

from __future__ import annotations

import pytest

from schoolwacht_agent.platforms.pack_state import cycles, energy, health, number, percent


@pytest.mark.parametrize(("text", "expected"), [("12.5 Wh", 12.5), ("12,5", 12.5), ("unknown", None), ("-1", -1)])
def test_a_number_may_have_a_comma(text: str, expected: float | None) -> None:
    assert number(text) == expected


def test_what_cannot_be_is_unknown() -> None:
    assert (energy(0), energy(3e9), cycles(0), cycles(65_535), percent(101)) == (None,) * 5
    assert (health(30, 10), health(0, 10), health(10, None), health(9, 10)) == (None, None, None, 90)
