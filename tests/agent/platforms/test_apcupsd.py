"""A UPS as apcupsd tells it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.apcupsd import name, parse
from schoolwacht_agent.platforms.nut import NoUps

TEXT = """APC      : 001,036,0876
HOSTNAME : secret
UPSNAME  : serverroom
MODEL    : Back-UPS 950
STATUS   : ONBATT LOWBATT
LOADPCT  : 12.0 Percent
BCHARGE  : 9.0 Percent
TIMELEFT : 2.5 Minutes
SELFTEST : NG
BATTDATE : 2019-03-07
SERIALNO : X1
NOMPOWER : 480 Watts
ITEMP    : 29.2 C
"""


def test_a_ups_is_described() -> None:
    one = parse(TEXT)

    assert (name(TEXT), one.maker, one.model, one.serial) == ("serverroom", "APC", "Back-UPS 950", "X1")
    assert (one.status, one.on_battery, one.runtime_s, one.charge_percent) == (("OB", "LB"), True, 150, 9)
    assert (one.load_percent, one.power_w, one.temperature_c) == (12, 480, 29.2)
    assert (one.test_result, one.battery_date) == ("failed", "2019-03-07")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Error contacting apcupsd @ localhost:3551: Connection refused\n", "not_reachable"),
        ("STATUS   : COMMLOST\n", "stale"),
        ("", "no_variables"),
    ],
)
def test_a_ups_that_does_not_answer_is_not_well(text: str, code: str) -> None:
    with pytest.raises(NoUps, match=code):
        parse(text)


def test_a_name_that_is_none_is_not_told() -> None:
    assert name("UPSNAME  : Jan's UPS\n") == "apc"


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, TEXT[:at] + text + TEXT[at:]):
        with contextlib.suppress(NoUps):
            parse(spoilt)
        name(spoilt)
