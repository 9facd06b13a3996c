"""Batteries of FreeBSD."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.acpiconf import NoBattery, parse

TEXT = (
    "Design capacity:\t5000 mAh\nLast full capacity:\t4500 mAh\nTechnology:\t\tsecondary (rechargeable)\n"
    "Design voltage:\t\t10000 mV\nCycle Count:\t\t77\nModel number:\t\tCELL\nSerial number:\t\t12\nType:\t\t\tLION\n"
    "OEM info:\t\tMAKER\nState:\t\t\tcritical discharging \nRemaining capacity:\t44%\nRemaining time:\t\t1:23\n"
)


def test_a_battery_that_counts_charge_is_told_in_energy() -> None:
    one = parse(TEXT)

    assert (one.pack.design_mwh, one.pack.full_mwh, one.pack.cycles, one.health_percent) == (50_000, 45_000, 77, 90)
    assert (one.pack.maker, one.pack.chemistry, one.state, one.charge_percent) == ("MAKER", "LION", "discharging", 44)


def test_a_battery_that_counts_energy_needs_no_voltage() -> None:
    assert parse("Design capacity:\t56160 mWh\nState:\t\t\thigh \n", "1").pack.design_mwh == 56_160


def test_charge_without_a_voltage_is_no_energy() -> None:
    assert parse("Design capacity:\t5000 mAh\nDesign voltage:\t\tunknown\n").pack.design_mwh is None


@pytest.mark.parametrize(("text", "code"), [("State:\t\t\tnot present\n", "not_present"), ("", "not_acpiconf")])
def test_no_battery_is_said(text: str, code: str) -> None:
    with pytest.raises(NoBattery, match=code):
        parse(text)


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (f"State:{text}", TEXT[:at] + text + TEXT[at:]):
        try:
            parse(spoilt)
        except NoBattery:
            continue
