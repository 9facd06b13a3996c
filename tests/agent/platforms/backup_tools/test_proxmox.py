from __future__ import annotations

import os
from datetime import UTC
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools import vzdump_log
from schoolwacht_agent.platforms.backup_tools.moments import told_ms
from schoolwacht_agent.platforms.backup_tools.proxmox import every_seconds, job, look, sections, tasks
from schoolwacht_agent.platforms.backup_tools.record import Outcome

NOW_MS = 1_795_419_000_000
NIGHT = NOW_MS // 1000 - 9 * 3600


def task(end: int, status: str, guest: str = "", kind: str = "vzdump") -> str:
    return f"UPID:pve1:000F4240:0A1B2C3D:{end - 60:08X}:{kind}:{guest}:root@pam: {end:08X} {status}\n"


def guest(number: int, *rest: str) -> str:
    lines = [
        "INFO: starting new backup job: vzdump 100 --storage nas --mode snapshot",
        f"INFO: Starting Backup of VM {number} (qemu)",
        *rest,
    ]
    return "".join(f"2026-11-22 22:00:{place:02d} {line}\n" for place, line in enumerate(lines))


def test_the_job_as_a_whole_is_told_from_ended_tasks() -> None:
    index = "".join(task(NIGHT - day * 86_400, "OK" if day else "job errors") for day in range(8))
    found = job(tasks(index + task(NIGHT + 9, "OK", kind="qmstart") + "nonsense\n"), None)

    assert found is not None
    assert (found.outcome, found.message) == (Outcome.FAILED, "job errors")
    assert (found.last_try_ms, found.last_good_ms) == (NIGHT * 1000, (NIGHT - 86_400) * 1000)
    assert (found.every_seconds, found.every_from) == (86_400, "seen")
    assert job([], None) is None


def test_warnings_are_still_a_backup() -> None:
    (one,) = tasks(task(NIGHT, "WARNINGS: 2"))

    assert one.outcome is Outcome.WARNING


def test_a_guest_that_was_backed_up() -> None:
    text = guest(
        100, "INFO: VM Name: files", "INFO: archive file size: 1.50GB", "INFO: Finished Backup of VM 100 (00:01:00)"
    )
    (found,) = vzdump_log.parse(text, NOW_MS, NOW_MS, UTC)

    assert (found.outcome, found.name, found.storage) == (Outcome.OK, "files", "nas")
    assert found.size_bytes == 3 << 29
    assert found.ended_ms == told_ms("2026-11-22T22:00:04Z")


def test_a_disk_that_was_left_out_is_told_although_the_backup_is_called_good() -> None:
    text = guest(
        101, "INFO: excluding bind mount point mp0 ('/data') from backup", "INFO: Finished Backup of VM 101 (00:01:00)"
    )
    (found,) = vzdump_log.parse(text, NOW_MS, NOW_MS, UTC)
    row = vzdump_log.record(found, None, None)

    assert (row.outcome, row.skipped) == (Outcome.WARNING, 1)


def test_each_guest_of_a_job_is_judged_by_itself() -> None:
    text = guest(100, "INFO: Finished Backup of VM 100 (00:01:00)") + guest(
        101, "ERROR: Backup of VM 101 failed - unable to find VM '101'"
    )
    runs = vzdump_log.parse(text, NOW_MS, NOW_MS, UTC)

    assert [(run.number, run.outcome) for run in runs] == [(100, Outcome.OK), (101, Outcome.FAILED)]
    assert runs[1].message == "unable to find VM '101'"


def test_a_log_without_an_end_is_running_and_after_a_day_cut_off() -> None:
    assert vzdump_log.parse(guest(1), NOW_MS, NOW_MS)[0].outcome is Outcome.RUNNING
    assert vzdump_log.parse(guest(1), NOW_MS - 90_000_000, NOW_MS)[0].outcome is Outcome.FAILED


@pytest.mark.parametrize(
    ("schedule", "hours"),
    [
        ("21:00", 24), ("daily", 24), ("*/6:00", 6), ("sat 03:00", 168), ("mon..fri 22:30", 72), ("sat,wed 1:00", 96),
        ("mon..sun 1:00", 24), ("sun", 168), ("weekly", 168), ("fri..mon 1:00", 96), ("2026-12-01 1:00", None),
        ("", None), ("1 2 3", None),
    ],
)  # fmt: skip
def test_the_longest_gap_of_a_schedule_is_its_rhythm(schedule: str, hours: int | None) -> None:
    assert every_seconds(schedule) == (None if hours is None else hours * 3600)


def test_a_host_tells_its_job_its_guests_and_where_they_go(tmp_path: Path) -> None:
    for name, text in {
        "var/log/pve/tasks/index": task(NIGHT, "OK"),
        "etc/pve/jobs.cfg": "vzdump: backup-1\n\tschedule mon..fri 22:00\n\tenabled 1\n\tstorage nas\n\tall 1\n\n"
        "vzdump: old\n\tschedule 1:00\n\tenabled 0\n",
        "etc/pve/storage.cfg": "dir: local\n\tpath /var/lib/vz\n\nnfs: nas\n\tserver 10.0.0.9\n\texport /b\n",
        "etc/pve/qemu-server/100.conf": "",
        "var/log/vzdump/qemu-100.log": guest(100, "INFO: Finished Backup of VM 100 (00:01:00)"),
        "var/log/vzdump/qemu-900.log": guest(900, "INFO: Finished Backup of VM 900 (00:01:00)"),
        "var/log/vzdump/qemu-100.log.1": "old",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
        os.utime(tmp_path / name, (NIGHT, NIGHT))
    whole, one = look(tmp_path, NOW_MS)

    assert (whole.job, whole.every_seconds, whole.every_from) == ("vzdump", 72 * 3600, "told")
    assert (one.job, one.every_seconds, one.target, one.outcome) == ("VM 100", 72 * 3600, "network", Outcome.OK)
    assert "10.0.0.9" not in f"{whole}{one}"


def test_a_machine_without_proxmox_tells_nothing(tmp_path: Path) -> None:
    assert list(look(tmp_path, NOW_MS)) == []


@settings(max_examples=100)
@given(st.text(), st.text(st.sampled_from("INFO: Starting Backup of VM 1\n\t")), st.integers(0, 90))
def test_no_text_is_too_odd(text: str, near: str, cut: int) -> None:
    tasks(task(NIGHT, text)[:cut] + text)
    sections(text + "\na: b\n\t" + near)
    every_seconds(near + text)
    vzdump_log.parse(guest(1, text, f"INFO: archive file size: {text}GB", near)[cut:], None, NOW_MS)
