"""One process of Linux."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.proc_stat import Process, parse

REST = b" 1 1 1 0 -1 4194560 0 0 0 0 0 0 0 0 20 0 "


def test_a_name_full_of_brackets_is_stepped_over() -> None:
    assert parse(b"77 (a) S 1 (b)) R" + REST + b"12 0 345") == Process("R", 12)


@pytest.mark.parametrize("line", [b"", b"77", b"77 (cut", b"77 (cut) S 1 2", b"77 (x) SS" + REST + b"1 0"])
def test_a_line_cut_short_is_no_process(line: bytes) -> None:
    assert parse(line) is None


@settings(deadline=None)
@given(st.binary())
def test_rubbish_is_survived(line: bytes) -> None:
    assert parse(line) is None or line


@settings(deadline=None)
@given(st.binary(max_size=16))
def test_no_name_can_change_what_is_read(name: bytes) -> None:
    assert parse(b"1 (" + name + b") S" + REST + b"3 0 1") == Process("S", 3)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_this_very_process_is_read() -> None:
    process = parse(Path(f"/proc/{os.getpid()}/stat").read_bytes())

    assert process is not None
    assert process.threads >= 1
