"""Whether something keeps the clock right."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from schoolwacht_agent.surveys.clock_source import Kept, findings, look

AT = 1_794_000_000


def machine(root: Path, *programs: str) -> Path:
    for number, name in enumerate(("systemd", *programs), 1):
        (root / f"proc/{number}").mkdir(parents=True)
        (root / f"proc/{number}/comm").write_text(name + "\n")
    return root


def chronyc(root: Path, says: str) -> list[Path]:
    (root / "bin").mkdir()
    tool = root / "bin/chronyc"
    tool.write_text(f"#!/bin/sh\necho '{says}'\n")
    tool.chmod(0o755)
    return [root / "bin"]


def test_chrony_tells_most(tmp_path: Path) -> None:
    folders = chronyc(tmp_path, f"C0000201,192.0.2.1,3,{AT}.5,0.25,0,0,0,0,0,0,0,64,Normal")
    kept = look(machine(tmp_path, "chronyd"), lambda: None, folders)

    assert kept == Kept(True, "chrony", 3, 0.25, "2026-11-06")
    row, offset = findings(kept)
    assert "192.0.2.1" not in str(row)
    assert getattr(offset, "value", None) == 250


def test_a_chrony_that_does_not_answer_leaves_it_to_the_kernel(tmp_path: Path) -> None:
    folders = chronyc(tmp_path, "506 Cannot talk to daemon")
    assert look(machine(tmp_path, "chronyd"), lambda: True, folders).synchronised is True


def test_timesyncd_leaves_a_file(tmp_path: Path) -> None:
    root = machine(tmp_path, "systemd-timesyn")
    assert look(root, lambda: None, [root]) == Kept(False, "timesyncd")

    file = root / "run/systemd/timesync/synchronized"
    file.parent.mkdir(parents=True)
    file.touch()
    os.utime(file, (AT, AT))
    assert look(root, lambda: None, [root]) == Kept(True, "timesyncd", last_day="2026-11-06")


@pytest.mark.parametrize("kernel", [True, False, None])
def test_without_a_keeper_the_kernel_is_believed(tmp_path: Path, kernel: bool | None) -> None:  # noqa: FBT001 - a case
    assert look(machine(tmp_path), lambda: kernel, [tmp_path]) == Kept(kernel, "none")


def test_a_time_server_counts_before_the_tools_of_a_virtual_machine(tmp_path: Path) -> None:
    assert look(machine(tmp_path, "vmtoolsd", "ntpd"), lambda: True, [tmp_path]).keeper == "ntpd"


@pytest.mark.parametrize(
    ("says", "expected"), [("NTPSynchronized=yes", True), ("NTPSynchronized=no", False), ("", None)]
)
def test_where_the_kernel_may_not_be_asked_systemd_is(tmp_path: Path, says: str, expected: bool | None) -> None:  # noqa: FBT001 - a case
    tool = tmp_path / "timedatectl"
    tool.write_text(f"#!/bin/sh\necho {says}\n")
    tool.chmod(0o755)
    assert look(machine(tmp_path, "ntpd"), lambda: None, [tmp_path]) == Kept(expected, "ntpd")
