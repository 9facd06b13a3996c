"""Numbers as system_profiler writes them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.macos import quantities


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("251 GB (251,000,193,024 bytes)", 251_000_193_024),
        ("251 GB (251 000 193 024 octets)", 251_000_193_024),
        ("465,76 GB", 465_760_000_000),
        ("3.5 TB", 3_500_000_000_000),
        ("500107859968", 500_107_859_968),
        ("Zero KB", None),
        ("Empty", None),
        ("", None),
    ],
)
def test_sizes_of_disks(text: str, size: int | None) -> None:
    assert quantities.disk_bytes(text) == size


@pytest.mark.parametrize(
    ("text", "size"), [("16 GB", 16 << 30), ("1,536 MB", 1536 << 20), ("512 MB", 512 << 20), ("1.5 GB", 3 << 29)]
)
def test_memory_is_counted_in_powers_of_two(text: str, size: int) -> None:
    assert quantities.memory_bytes(text) == size


def test_frequencies() -> None:
    assert quantities.megahertz("2,3 GHz") == 2300
    assert quantities.megahertz("800 MHz") == 800
    assert quantities.megahertz("fast") is None


def test_yes_and_no_in_all_spellings() -> None:
    assert [quantities.yes(word) for word in ("Yes", "spdisplays_yes", "no", "maybe", "")] == [
        True,
        True,
        False,
        None,
        None,
    ]


def test_addresses_of_firewire_are_not_those_of_ethernet() -> None:
    assert quantities.mac("A4-5E-60-00-00-01") == "a4:5e:60:00:00:01"
    assert quantities.mac("a4:5e:60:00:00:01:02:03") is None


def test_the_order_of_day_and_month_is_learnt_from_the_whole_print() -> None:
    dates = ["3/4/24, 10:11", "25/4/24"]

    assert quantities.day_first(dates) is True
    assert quantities.day_first(["4/25/24"]) is False
    assert quantities.day_first(["3/4/24"]) is None
    assert quantities.day_first(["25/4/24", "4/25/24"]) is None
    assert quantities.written_day(dates[0], day_first=True) == "2024-04-03"
    assert quantities.written_day(dates[0], day_first=False) == "2024-03-04"
    assert quantities.written_day(dates[0], day_first=None) is None


def test_dates_with_one_meaning_need_no_order() -> None:
    for text in ("25/04/2024 09:37", "4/25/24", "25.04.24", "2024-04-25T01:02:03Z", "2024/04/25"):
        assert quantities.written_day(text, day_first=None) == "2024-04-25"
    assert quantities.written_day("31/02/2024", day_first=True) is None


@settings(max_examples=100)
@given(st.text(max_size=60))
def test_no_text_breaks_a_number(text: str) -> None:
    for reader in (quantities.disk_bytes, quantities.memory_bytes, quantities.megahertz, quantities.whole):
        found = reader(text)
        assert found is None or abs(found) < 2**63
    quantities.day(text)
    quantities.written_day(text, day_first=quantities.day_first([text]))
    quantities.decimal(text)
