"""Small files of the kernel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_files import count, entries, words

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_tells_a_fact_or_nothing(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b" 12\n")
    (tmp_path / "b").write_bytes(b"\xff\x00" * 9000)

    assert (words(tmp_path / "a"), count(tmp_path / "a")) == ("12", 12)
    assert count(tmp_path / "b") is None
    assert len(words(tmp_path / "b", 100)) <= 100
    assert (words(tmp_path), count(tmp_path / "c")) == ("", None)


def test_entries_come_by_name(tmp_path: Path) -> None:
    for name in ("b1", "a1", "a0"):
        (tmp_path / name).touch()

    assert [one.name for one in entries(tmp_path, "a*")] == ["a0", "a1"]
    assert entries(tmp_path / "none") == []
