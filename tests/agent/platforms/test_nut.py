"""A UPS as Network UPS Tools tells it."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.recordings import recordings
from schoolwacht_agent.platforms.nut import NoUps, names, parse

TEXT = """Init SSL without certificate database
battery.charge: 87
battery.charge.low: 10
battery.mfr.date: 2019/03/07
battery.runtime: 1830
device.mfr: MAKER
device.model: Smart 1000
device.serial: UPS01
ups.load: 23.5
ups.realpower.nominal: 700
ups.status: OB DISCHRG LB
ups.temperature: 31.2
ups.test.result: Done and passed
"""


def test_a_ups_is_described() -> None:
    one = parse(TEXT)

    assert (one.maker, one.model, one.serial, one.status) == ("MAKER", "Smart 1000", "UPS01", ("OB", "DISCHRG", "LB"))
    assert (one.charge_percent, one.runtime_s, one.load_percent, one.power_w) == (87, 1830, 23.5, 700)
    assert (one.on_battery, one.battery_date, one.test_result, one.temperature_c) == (
        True,
        "2019-03-07",
        "passed",
        31.2,
    )


@pytest.mark.parametrize(("status", "expected"), [("OL CHRG", False), ("OL OB", True), ("", None), ("WAIT", None)])
def test_whether_the_mains_are_out_is_known_or_not(status: str, expected: bool | None) -> None:  # noqa: FBT001 - a case
    assert parse(f"ups.status: {status}\nups.load: 5\n").on_battery is expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [("09/25/12", "2012-09-25"), ("2020-1-2", "2020-01-02"), ("not set", None), ("week 12", "week 12")],
)
def test_the_date_of_the_battery_is_made_out(written: str, expected: str | None) -> None:
    assert parse(f"battery.date: {written}\n").battery_date == expected


@pytest.mark.parametrize(
    ("result", "code"),
    [("Done and error", "failed"), ("In progress", "running"), ("No test initiated", "none"), ("Aborted", "aborted")],
)
def test_the_last_test_is_one_word(result: str, code: str) -> None:
    assert parse(f"ups.test.result: {result}\n").test_result == code


@pytest.mark.parametrize(
    ("text", "code"),
    [("Error: Data stale\n", "stale"), ("Error: Connection failure: refused\n", "not_reachable"), ("", "no_variables")],
)
def test_a_ups_that_does_not_answer_is_not_well(text: str, code: str) -> None:
    with pytest.raises(NoUps, match=code):
        parse(text)


def test_numbers_that_cannot_be_are_left_out() -> None:
    one = parse("battery.charge: 999\nups.load: nan\nbattery.runtime: -1\n")
    assert (one.charge_percent, one.load_percent, one.runtime_s) == (None, None, None)


def test_a_name_is_never_an_option_or_an_address() -> None:
    assert names("office\n-L\nups@10.0.0.1\nError: no server\nrack.2\n") == ["office", "rack.2"]


@settings(max_examples=100)
@given(st.text(), st.integers(0, len(TEXT)))
def test_rubbish_is_survived(text: str, at: int) -> None:
    for spoilt in (text, TEXT[:at] + text + TEXT[at:]):
        with contextlib.suppress(NoUps):
            parse(spoilt)
        names(spoilt)


def test_recordings_have_a_status() -> None:
    for file in recordings("generic/nut"):
        assert parse(file.read_text("utf-8", errors="replace")).status
