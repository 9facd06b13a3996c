"""Whether the kernel believes its clock."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.kernel_clock import ask, synchronised


@pytest.mark.parametrize(
    ("most_error", "status", "expected"), [(5_000, 0x2001, True), (16_000_000, 0x1, False), (5_000, 0x41, False)]
)
def test_the_largest_error_and_the_flag_decide(most_error: int, status: int, expected: bool) -> None:  # noqa: FBT001 - a case
    assert synchronised(struct.pack("@Illlli", 0, 0, 0, most_error, 0, status) + bytes(200)) is expected


def test_too_little_tells_nothing() -> None:
    assert synchronised(b"short") is None


@pytest.mark.parametrize("status", ["Name:\tx\nSeccomp:\t2\n", "Seccomp:\t1\n", ""])
def test_under_a_filter_of_system_calls_nothing_is_asked(tmp_path: Path, status: str) -> None:
    (tmp_path / "status").write_text(status)
    assert ask(tmp_path / "status") is None


def test_asking_changes_nothing_and_answers_or_not() -> None:
    assert ask() in {True, False, None}
