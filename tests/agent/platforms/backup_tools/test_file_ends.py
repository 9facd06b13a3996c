from __future__ import annotations

import os
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.backup_tools.file_ends import decoded, head, modified_ms, tail, text_tail
from schoolwacht_agent.platforms.backup_tools.json_stream import objects


def test_both_ends_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"beginning and end")

    assert (head(path, 9), tail(path, 3), text_tail(path)) == (b"beginning", b"end", "beginning and end")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_does_not_make_it_wait(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    assert (head(tmp_path / "pipe"), tail(tmp_path / "pipe")) == (None, None)


def test_what_is_not_there_or_no_file_is_nothing(tmp_path: Path) -> None:
    assert (head(tmp_path), tail(tmp_path / "gone"), modified_ms(tmp_path / "gone")) == (None, None, None)
    assert head(Path("a\0b")) is None


def test_what_powershell_redirects_is_text_too() -> None:
    assert decoded("é".encode("utf-16")) == decoded("é".encode("utf-8-sig")) == "é"
    assert decoded(b"\xff") == "\N{REPLACEMENT CHARACTER}"


def test_objects_among_other_lines_one_by_one_and_in_lists() -> None:
    text = 'starting\n{"a": 1}\n[{"a": 2}, 3]\n{"a": broken\n{\n "a": 3\n}\nend {"a": 4}'

    assert [one["a"] for one in objects(text)] == [1, 2, 3]


def test_a_depth_without_end_hides_nothing_behind_it() -> None:
    assert list(objects("[" * 100_000 + '\n{"a": 1}')) == [{"a": 1}]
