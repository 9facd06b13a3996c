"""Programs that say more than fits are handed on piece by piece."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from schoolwacht_agent.platforms import posix_child, programs

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="a program of Linux and macOS")


def script(folder: Path, body: str) -> Path:
    file = folder / "told"
    file.write_text(f"#!/bin/sh\n{body}\n")
    file.chmod(0o755)
    return folder


def test_ten_megabytes_come_in_small_pieces(tmp_path: Path) -> None:
    sizes: list[int] = []
    script(tmp_path, "head -c 10000000 /dev/zero")
    programs.pour("told", seconds=30, into=lambda piece: sizes.append(len(piece)), folders=[tmp_path])
    assert sum(sizes) == 10_000_000
    assert max(sizes) <= 1 << 16


@pytest.mark.parametrize(("body", "code"), [("exit 3", "failed"), ("exec sleep 30", "timed_out")])
def test_one_that_fails_or_hangs_gave_no_answer(tmp_path: Path, body: str, code: str) -> None:
    with pytest.raises(programs.NoAnswer, match=code):
        programs.pour("told", seconds=0.5, into=lambda _: None, folders=[script(tmp_path, body)])


def test_one_that_is_not_there_gave_no_answer(tmp_path: Path) -> None:
    assert posix_child.SUFFIX == ""
    with pytest.raises(programs.NoAnswer, match="not_installed"):
        programs.pour("told", seconds=1, into=lambda _: None, folders=[tmp_path])
