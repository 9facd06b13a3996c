"""How often the machine crashed or lost power."""

from __future__ import annotations

import os
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

from schoolwacht_agent.probe import Row
from schoolwacht_agent.surveys.crashes import CRASHES, Told, look, row

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
RECORD = struct.Struct("<hxxi32s4s32s256shhiii16s20s")


def starts(file: Path, *days_ago: float) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    times = [int((NOW - timedelta(days=days)).timestamp()) for days in days_ago]
    data = [RECORD.pack(2, 0, b"~", b"~~", b"reboot", b"", 0, 0, 0, at, 0, bytes(16), bytes(20)) for at in times]
    file.write_bytes(b"".join(data))


def by_kind(root: Path) -> dict[object, Row]:
    return {one.cells["kind"]: one for one in look(root, NOW)}


def test_unclean_starts_are_counted_by_week_and_month(tmp_path: Path) -> None:
    starts(tmp_path / "var/log/wtmp.1", 60, 20)
    starts(tmp_path / "var/log/wtmp", 6, 1)
    cells = by_kind(tmp_path)["unclean_start"].cells

    assert (cells["count_7d"], cells["count_30d"]) == (2, 3)
    assert (cells["last_at"], cells["since"], cells["reason"]) == ("2026-11-22", "2026-09-24", None)


def test_without_a_log_nothing_is_known(tmp_path: Path) -> None:
    cells = by_kind(tmp_path)["unclean_start"].cells
    assert (cells["count_7d"], cells["count_30d"], cells["reason"]) == (None, None, "no_log")


def test_no_trace_says_nothing_where_none_is_kept(tmp_path: Path) -> None:
    cells = by_kind(tmp_path)["kernel_crash"].cells
    assert (cells["count_7d"], cells["reason"]) == (None, "not_kept")


def test_a_trace_of_the_kernel_is_a_crash(tmp_path: Path) -> None:
    trace = tmp_path / "sys/fs/pstore/dmesg-efi-1"
    trace.parent.mkdir(parents=True)
    trace.touch()
    at = (NOW - timedelta(days=10)).timestamp()
    os.utime(trace, (at, at))
    cells = by_kind(tmp_path)["kernel_crash"].cells

    assert (cells["count_7d"], cells["count_30d"], cells["last_at"]) == (0, 1, "2026-11-13")


def test_failed_programs_count_only_where_they_are_noted(tmp_path: Path) -> None:
    assert "program_crash" not in by_kind(tmp_path)
    (tmp_path / "etc/apport").mkdir(parents=True)
    assert by_kind(tmp_path)["program_crash"].cells["count_7d"] == 0


def test_what_was_written_under_a_clock_ahead_counts_as_of_today() -> None:
    assert row("unclean_start", Told((NOW + timedelta(days=400),)), NOW).cells["last_at"] == "2026-11-23"


def test_a_row_bears_only_days_and_numbers() -> None:
    assert {column.data_class for column in CRASHES.columns.values()} == {"none"}


def test_a_log_that_is_no_longer_written_is_not_believed(tmp_path: Path) -> None:
    starts(tmp_path / "var/log/wtmp", 400, 399)
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/stat").write_text(f"cpu 1 2\nbtime {int((NOW - timedelta(days=1)).timestamp())}\n")
    assert by_kind(tmp_path)["unclean_start"].cells["reason"] == "no_log"

    journal = tmp_path / "var/log/journal/0123"
    journal.mkdir(parents=True)
    (journal / "system.journal").touch()
    moment = int((NOW - timedelta(days=2)).timestamp()) * 1_000_000
    (journal / f"system@{moment:016x}-{'b' * 16}.journal~").touch()
    cells = by_kind(tmp_path)["unclean_start"].cells
    assert (cells["count_7d"], cells["since"], cells["reason"]) == (1, "2026-11-21", None)


def test_a_log_that_knows_this_run_is_believed(tmp_path: Path) -> None:
    starts(tmp_path / "var/log/wtmp", 3, 1)
    (tmp_path / "proc").mkdir()
    (tmp_path / "proc/stat").write_text(f"btime {int((NOW - timedelta(days=1)).timestamp())}\n")
    assert by_kind(tmp_path)["unclean_start"].cells["count_7d"] == 1
