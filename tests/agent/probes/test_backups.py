"""Outcomes of backup jobs."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import BackupReport, FreshnessCheck, NoData, Surroundings
from schoolwacht_agent.probes.backups import BACKUPS, PROBE, BackupFile, reported, rows, watched

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Declared

NOW = datetime(2026, 11, 23, 7, 30, tzinfo=UTC)
NOW_MS = 1_795_419_000_000
HOUR_MS = 3_600_000
CHECK = FreshnessCheck("nightly", "unused", newest_within=timedelta(hours=26), smallest_bytes=100)


def report(hours_ago: int, *, succeeded: bool = True, size: int | None = 5, message: str = "") -> BackupReport:
    return BackupReport(
        "nas", succeeded, NOW - timedelta(hours=hours_ago), timedelta(days=1), size_bytes=size, message=message
    )


def test_the_last_report_of_a_job_counts() -> None:
    (row,) = reported([report(2), report(1, succeeded=False, message="disk is full"), report(26)])

    assert {name: cell for name, cell in row.cells.items() if cell is not None} == {
        "job": "nas",
        "source": "report",
        "result": "failed",
        "last_try_ms": NOW_MS - HOUR_MS,
        "last_good_ms": NOW_MS - 2 * HOUR_MS,
        "every_seconds": 86_400,
        "size_bytes": 5,
        "message": "disk is full",
        "outcome": "failed",
        "every_from": "told",
    }


def test_a_job_that_never_succeeded_has_no_last_good_run() -> None:
    (row,) = reported([report(1, succeeded=False)])

    assert row.cells["last_good_ms"] is None


def test_a_success_with_nothing_in_it_is_a_failure() -> None:
    (row,) = reported([report(30), report(1, size=0, message="all done")])

    assert (row.cells["result"], row.cells["outcome"]) == ("failed", "empty")
    assert row.cells["message"] == "said to have succeeded, but with 0 bytes. all done"
    assert row.cells["last_good_ms"] == NOW_MS - 30 * HOUR_MS


def test_a_success_that_tells_no_size_is_a_success() -> None:
    (row,) = reported([report(1, size=None)])

    assert (row.cells["result"], row.cells["message"]) == ("ok", None)


def test_a_message_does_not_tell_where_and_who() -> None:
    (row,) = reported([report(1, succeeded=False, message=r"cannot open C:\Users\Jan\x.docx")])

    assert row.cells["message"] == "cannot open [path]"


def test_a_young_and_large_file_is_a_good_backup() -> None:
    row = watched(CHECK, [BackupFile(NOW_MS - 2 * HOUR_MS, 200), BackupFile(NOW_MS - 50 * HOUR_MS, 190)], NOW)

    assert row.cells["result"] == "ok"
    assert row.cells["last_try_ms"] == row.cells["last_good_ms"] == NOW_MS - 2 * HOUR_MS
    assert row.cells["size_bytes"] == 200
    assert row.cells["files"] == 2
    assert row.cells["every_seconds"] == 26 * 3600


def test_a_small_file_is_no_backup() -> None:
    row = watched(CHECK, [BackupFile(NOW_MS - HOUR_MS, 99), BackupFile(NOW_MS - 25 * HOUR_MS, 190)], NOW)

    assert row.cells["result"] == "failed"
    assert row.cells["message"] == "the newest file is smaller than 100 bytes"
    assert row.cells["last_good_ms"] == NOW_MS - 25 * HOUR_MS


def test_an_old_file_is_no_backup_and_its_row_does_not_change_by_the_minute() -> None:
    files = [BackupFile(NOW_MS - 27 * HOUR_MS, 200)]
    row = watched(CHECK, files, NOW)

    assert row.cells["result"] == "failed"
    assert row.cells["message"] == "the newest file is older than 26 hours"
    assert watched(CHECK, files, NOW + timedelta(minutes=1)).cells == row.cells


def test_a_file_from_the_future_proves_nothing() -> None:
    assert watched(CHECK, [BackupFile(NOW_MS + 48 * HOUR_MS, 200)], NOW).cells["result"] == "unknown"


def test_no_file_is_a_failure() -> None:
    row = watched(CHECK, [], NOW)

    assert (row.cells["result"], row.cells["message"], row.cells["files"]) == ("failed", "no file matches", 0)


def test_files_on_this_machine_are_counted_and_their_names_stay_here(tmp_path: Path, declared: Declared) -> None:
    for name, hours in (("jan.tar", 1), ("ann.tar", 30)):
        (tmp_path / name).write_bytes(b"x" * 150)
        os.utime(tmp_path / name, (NOW.timestamp() - hours * 3600,) * 2)
    (tmp_path / "folder.tar").mkdir()
    (tmp_path / "gone.tar").symlink_to(tmp_path / "nowhere")
    check = FreshnessCheck("tars", str(tmp_path / "*.tar"), timedelta(hours=26))
    found = list(rows(Surroundings(NOW, tmp_path, checks=(check,), reports=(report(1),))))

    assert [row.key for row in found] == [("nas", "report"), ("tars", "files")]
    assert (found[1].cells["result"], found[1].cells["files"], found[1].cells["size_bytes"]) == ("ok", 2, 150)
    assert "jan" not in str(found)
    assert str(tmp_path) not in str([dict(row.cells) for row in found])
    for row in found:
        declared(row, PROBE)


def test_of_two_checks_of_one_job_the_worse_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")
    os.utime(tmp_path / "a", (NOW.timestamp(),) * 2)
    good = FreshnessCheck("job", str(tmp_path / "a"), timedelta(days=1))
    bad = FreshnessCheck("job", str(tmp_path / "b"), timedelta(days=1))
    for checks in ((good, bad), (bad, good)):
        (row,) = rows(Surroundings(NOW, tmp_path, checks=checks))
        assert row.cells["result"] == "failed"


def test_with_nothing_to_watch_there_is_nothing_to_tell(surroundings: Surroundings) -> None:
    with pytest.raises(NoData):
        list(rows(surroundings))


def test_what_a_job_said_once_is_kept_by_the_collector() -> None:
    assert BACKUPS.keeps_rows
