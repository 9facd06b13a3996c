"""Errors that ext4 found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.ext4_errors import Errors, read

if TYPE_CHECKING:
    from pathlib import Path


def test_errors_have_a_first_and_a_last_day(tmp_path: Path) -> None:
    for name, content in {
        "errors_count": "3",
        "first_error_time": "1793000000",
        "last_error_time": "1794000000",
    }.items():
        (tmp_path / name).write_text(content + "\n")

    assert read(tmp_path) == Errors(3, "2026-10-26", "2026-11-06")


def test_none_is_not_unknown(tmp_path: Path) -> None:
    assert read(tmp_path) == Errors(None)
    (tmp_path / "errors_count").write_text("0\n")
    assert read(tmp_path) == Errors(0)


def test_a_time_that_cannot_be_is_no_day(tmp_path: Path) -> None:
    (tmp_path / "errors_count").write_text("1")
    (tmp_path / "first_error_time").write_text("9" * 17)
    assert read(tmp_path) == Errors(1)
