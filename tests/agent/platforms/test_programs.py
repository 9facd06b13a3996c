"""Asking programs of the system."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from schoolwacht_agent.platforms.programs import FOLDERS, NoAnswer, ask, find


def script(folder: Path, text: str, name: str = "tool") -> Path:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)
    return file


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return True
    return state == "Z"


def test_the_answer_and_the_code_come_back(tmp_path: Path) -> None:
    script(tmp_path, 'echo "$1"; echo noise >&2; exit 3')

    answer = ask("tool", "a b; c", seconds=10, folders=[tmp_path])

    assert (answer.code, answer.text) == (3, "a b; c\n")


def test_it_runs_in_the_plain_locale_without_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET", "of ours")
    script(tmp_path, 'echo "$LC_ALL|$SECRET|$PWD|$(cat)"')

    assert ask("tool", seconds=10, folders=[tmp_path]).text == "C||/|\n"


def test_a_program_that_is_not_there_is_no_failure(tmp_path: Path) -> None:
    with pytest.raises(NoAnswer, match="not_installed"):
        ask("tool", seconds=10, folders=[tmp_path])


def test_what_cannot_be_run_is_said(tmp_path: Path) -> None:
    (tmp_path / "tool").write_bytes(b"\x00\x01 no program")
    (tmp_path / "tool").chmod(0o755)

    with pytest.raises(NoAnswer, match="not_started"):
        ask("tool", seconds=10, folders=[tmp_path])


def test_a_program_that_takes_too_long_ends_with_all_it_started(tmp_path: Path) -> None:
    script(tmp_path, f"sleep 60 & echo $! > {tmp_path}/child; echo $$ > {tmp_path}/self; wait")
    began = time.monotonic()

    with pytest.raises(NoAnswer, match="timed_out"):
        ask("tool", seconds=1, folders=[tmp_path])

    assert time.monotonic() - began < 10
    for name in ("child", "self"):
        pid = int((tmp_path / name).read_text())
        until = time.monotonic() + 5
        while not gone(pid) and time.monotonic() < until:
            time.sleep(0.02)
        assert gone(pid), name


def test_a_child_that_was_left_behind_ends_too(tmp_path: Path) -> None:
    script(tmp_path, f"sleep 60 >/dev/null 2>&1 & echo $! > {tmp_path}/child; echo done")

    assert ask("tool", seconds=10, folders=[tmp_path]).text == "done\n"
    until = time.monotonic() + 5
    while not gone(int((tmp_path / "child").read_text())) and time.monotonic() < until:
        time.sleep(0.02)
    assert gone(int((tmp_path / "child").read_text()))


def test_an_endless_answer_is_cut_off(tmp_path: Path) -> None:
    script(tmp_path, "exec yes")

    with pytest.raises(NoAnswer, match="too_much"):
        ask("tool", seconds=30, folders=[tmp_path], most_bytes=100_000)


def test_no_program_is_taken_from_where_others_may_write() -> None:
    assert all(folder.is_absolute() and "local" not in folder.parts for folder in FOLDERS)
    assert find("no-such-program-here") is None


def test_bytes_that_are_no_text_are_survived(tmp_path: Path) -> None:
    script(tmp_path, r"printf '\377\376ok'")

    assert ask("tool", seconds=10, folders=[tmp_path]).text.endswith("ok")


def test_nothing_stays_open(tmp_path: Path) -> None:
    script(tmp_path, "echo hello")
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - only the count
    for _ in range(5):
        ask("tool", seconds=10, folders=[tmp_path])

    assert len(os.listdir("/proc/self/fd")) <= before + 1  # noqa: PTH208 - only the count
