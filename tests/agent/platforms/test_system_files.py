"""Small files of settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.system_files import NotReadable, line, listed, merged, sections, shown, text


def test_what_is_not_there_is_told_from_what_may_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()

    assert text(tmp_path / "nothing") is None
    assert text(tmp_path / "folder") is None
    with pytest.raises(NotReadable):
        text(tmp_path / ("x" * 300))


def test_a_pipe_is_no_file_and_hangs_nobody(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert text(tmp_path / "pipe") is None


def test_a_file_is_read_to_a_limit(tmp_path: Path) -> None:
    (tmp_path / "long").write_bytes(b"\xff1\n" + b"2" * 1000)

    assert text(tmp_path / "long", 4) == "\ufffd1\n2"
    assert line(tmp_path / "long") == "\ufffd1"
    assert line(tmp_path) is None


def test_sections_hold_names_in_small_letters_and_the_last_value() -> None:
    said = sections('top = 1\n# no\n[Seat:*]\nAllow-Guest=true\nallow-guest = "false"\nrubbish\n[open\n')

    assert said == {"": {"top": "1"}, "seat:*": {"allow-guest": "false"}}
    assert merged(["[a]\nx=1\ny=1\n", "[A]\nx=2\n"])["a"] == {"x": "2", "y": "1"}


def test_what_cannot_be_seen_is_not_shown() -> None:
    assert shown("a\0b\n c\u202e", 80) == "a b c"
    assert shown("abc", 2) == "ab"


def test_a_folder_that_is_none_lists_nothing(tmp_path: Path) -> None:
    assert listed(tmp_path / "no") == []


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(content: str) -> None:
    sections(content)
