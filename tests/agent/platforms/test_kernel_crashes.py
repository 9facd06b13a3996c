"""Traces of crashes."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.kernel_crashes import keeps_traces, kernel, programs, together

if TYPE_CHECKING:
    from pathlib import Path

THEN = datetime(2026, 11, 20, 9, tzinfo=UTC)


def trace(file: Path, after: timedelta = timedelta(0)) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    at = (THEN + after).timestamp()
    os.utime(file, (at, at))


def test_the_parts_of_one_crash_are_one(tmp_path: Path) -> None:
    trace(tmp_path / "sys/fs/pstore/dmesg-efi-1")
    trace(tmp_path / "sys/fs/pstore/dmesg-efi-2", timedelta(seconds=3))
    trace(tmp_path / "var/lib/systemd/pstore/17/dmesg.txt", timedelta(days=-2))
    trace(tmp_path / "sys/fs/pstore/console-ramoops-0", timedelta(days=1))

    assert kernel(tmp_path) == [THEN - timedelta(days=2), THEN]


def test_a_dump_is_a_crash_and_a_failed_program_is_another_kind(tmp_path: Path) -> None:
    trace(tmp_path / "var/crash/202611200900")
    trace(tmp_path / "var/crash/_usr_bin_gimp.1000.crash")
    trace(tmp_path / "var/crash/kexec_cmd")

    assert kernel(tmp_path) == [THEN]
    assert programs(tmp_path) == [THEN]


def test_crashes_hours_apart_are_two() -> None:
    assert len(together([THEN, THEN + timedelta(hours=1)])) == 2


def test_whether_traces_are_kept_is_known(tmp_path: Path) -> None:
    assert not keeps_traces(tmp_path)
    backend = tmp_path / "sys/module/pstore/parameters/backend"
    backend.parent.mkdir(parents=True)
    backend.write_text("(null)\n")
    assert not keeps_traces(tmp_path)
    backend.write_text("efi_pstore\n")
    assert keeps_traces(tmp_path)
