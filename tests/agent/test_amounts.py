from __future__ import annotations

from datetime import timedelta

import pytest

from schoolwacht_agent.amounts import duration, in_words, size


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("90s", timedelta(seconds=90)),
        ("15m", timedelta(minutes=15)),
        ("26h", timedelta(hours=26)),
        ("26 u", timedelta(hours=26)),
        ("14d", timedelta(days=14)),
        ("1.5h", timedelta(minutes=90)),
    ],
)
def test_durations_are_read_as_people_write_them(written: str, meant: timedelta) -> None:
    assert duration(written) == meant


@pytest.mark.parametrize("written", ["", "24", "24 hours", "-3h", "1e3s", "99999999999999d"])
def test_what_is_no_duration_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"26h|calendar"):
        duration(written)


@pytest.mark.parametrize(
    ("written", "meant"), [("52428800", 52_428_800), ("1MB", 1_000_000), ("32 MiB", 33_554_432), ("1.5kB", 1500)]
)
def test_sizes_are_read_as_people_write_them(written: str, meant: int) -> None:
    assert size(written) == meant


@pytest.mark.parametrize("written", ["", "MB", "1 floppy", "-1"])
def test_what_is_no_size_is_refused_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match="32MiB"):
        size(written)


def test_a_size_is_said_in_words() -> None:
    assert [in_words(number) for number in (7, 1_400_000, 3 * 10**12)] == ["7 B", "1.4 MB", "3.0 TB"]
