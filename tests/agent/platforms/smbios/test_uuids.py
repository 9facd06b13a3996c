"""One machine may be told under two orders of the same bytes; some numbers are of every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.smbios import uuids

REAL = "4c4c4544-0050-5010-8044-b7c04f593132"


def test_both_orders_are_the_same_machine() -> None:
    other = uuids.swapped(REAL)

    assert other == "44454c4c-5000-1050-8044-b7c04f593132"
    assert uuids.same_machine(REAL, other)
    assert uuids.same_machine(REAL, "{" + REAL.upper() + "}")
    assert not uuids.same_machine(REAL, REAL[:-1] + "3")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Not Present",
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
        "FFFFFF00-FFFF-FFFF-FFFF-FFFFFFFFFFFF",
        "20202020-2020-2020-2020-202020202020",
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "12345678-1234-5678-90ab-cddeefaabbcc",
    ],
)
def test_the_number_of_every_machine_is_the_number_of_none(text: str) -> None:
    assert uuids.told(text) is None
    assert not uuids.same_machine(text, text)
    assert not uuids.same_machine(None, text)


@given(st.text())
def test_no_text_breaks_it(text: str) -> None:
    uuids.told(text)
    uuids.swapped(text)


@given(st.binary(max_size=20), st.tuples(st.integers(0, 9), st.integers(0, 9)))
def test_what_is_told_is_a_number(stored: bytes, version: tuple[int, int]) -> None:
    told = uuids.from_bytes(stored, version)

    assert told is None or uuids.told(told) == told
