"""btrfs on several disks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.btrfs_sysfs import read, sets

if TYPE_CHECKING:
    from pathlib import Path

UUID = "0a1b2c3d-0000-1111-2222-0123456789ab"


def file_system(root: Path, *disks: str, errors: int = 0, missing: int = 0) -> None:
    place = root / "sys/fs/btrfs" / UUID
    (place / "allocation/data/raid1").mkdir(parents=True)
    (place / "devices").mkdir()
    for number, disk in enumerate(disks, 1):
        (place / "devices" / disk).mkdir()
        (place / f"devinfo/{number}").mkdir(parents=True)
        (place / f"devinfo/{number}/error_stats").write_text(f"write_errs 0\nread_errs {errors}\ncorruption_errs 1\n")
        (place / f"devinfo/{number}/missing").write_text("0\n")
    for number in range(len(disks) + 1, len(disks) + 1 + missing):
        (place / f"devinfo/{number}").mkdir(parents=True)
        (place / f"devinfo/{number}/missing").write_text("1\n")


def test_a_file_system_on_two_disks_is_a_set(tmp_path: Path) -> None:
    file_system(tmp_path, "sda2", "sdb2", errors=2)
    (one,) = sets(read(tmp_path))

    assert (one.name, one.state, one.level, one.members, one.missing, one.errors) == ("sda2", "ok", "raid1", 2, 0, 6)


def test_a_missing_disk_degrades_it(tmp_path: Path) -> None:
    file_system(tmp_path, "sda2", missing=1)
    (one,) = sets(read(tmp_path))

    assert (one.state, one.members, one.missing) == ("degraded", 2, 1)


def test_one_disk_is_no_set(tmp_path: Path) -> None:
    file_system(tmp_path, "sda2")

    assert sets(read(tmp_path)) == []
    assert read(tmp_path)[0].errors == 1


def test_the_last_scrub_counts_when_it_ended(tmp_path: Path) -> None:
    file_system(tmp_path, "sda2", "sdb2")
    status = tmp_path / f"var/lib/btrfs/scrub.status.{UUID}"
    status.parent.mkdir(parents=True)
    line = f"{UUID}:1|data_extents_scrubbed:5|t_start:1794000000|duration:3600|canceled:0|finished:1\n"
    status.write_text(f"scrub status:1\n{line}")
    assert read(tmp_path)[0].last_check == "2026-11-06"

    status.write_text(f"scrub status:1\n{line}" + line.replace("finished:1", "finished:0"))
    assert read(tmp_path)[0].last_check is None


def test_a_machine_without_btrfs_has_none(tmp_path: Path) -> None:
    assert read(tmp_path) == []
