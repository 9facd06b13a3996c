"""Damage that file systems found in themselves."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.probe import NoData, Row
from schoolwacht_agent.surveys.file_systems import look

MOUNTED = """27 1 8:2 / / rw - ext4 /dev/sda2 {root}
28 27 8:3 / /home/jan rw - xfs /dev/sda3 rw
"""


def machine(root: Path, *, options: str = "rw", errors: str | None = "0") -> dict[object, Row]:
    for file, content in {
        "proc/self/mountinfo": MOUNTED.format(root=options),
        "etc/fstab": "UUID=1 / ext4 defaults 0 1\n",
        "sys/fs/ext4/sda2/errors_count": errors,
        "sys/fs/ext4/sda2/last_error_time": "1794000000",
    }.items():
        if content is not None:
            (root / file).parent.mkdir(parents=True, exist_ok=True)
            (root / file).write_text(content)
    return {row.cells["device"]: row for row in look(root)}


def test_a_file_system_that_counts_none_is_well(tmp_path: Path) -> None:
    cells = machine(tmp_path)["sda2"].cells
    assert (cells["state"], cells["errors"], cells["read_only"], cells["last_error"]) == ("ok", 0, 0, None)


def test_errors_are_told_with_their_day(tmp_path: Path) -> None:
    cells = machine(tmp_path, errors="4")["sda2"].cells
    assert (cells["state"], cells["errors"], cells["last_error"]) == ("errors", 4, "2026-11-06")


def test_a_file_system_that_closed_itself_is_told(tmp_path: Path) -> None:
    cells = machine(tmp_path, options="ro", errors="4")["sda2"].cells
    assert (cells["state"], cells["read_only"], cells["errors"]) == ("read_only", 1, 4)


def test_one_that_does_not_count_is_unknown_and_not_well(tmp_path: Path) -> None:
    assert machine(tmp_path)["sda3"].cells["state"] == "unknown"
    assert machine(tmp_path / "other", errors=None)["sda2"].cells["state"] == "unknown"


def test_where_a_file_system_is_mounted_stays_here(tmp_path: Path) -> None:
    assert "jan" not in str([dict(row.cells) for row in machine(tmp_path).values()])


def test_a_volume_bears_the_name_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "sys/dev/block").mkdir(parents=True)
    (tmp_path / "sys/dev/block/8:2").symlink_to("../../devices/virtual/block/dm-0")

    assert "dm-0" in machine(tmp_path)


def test_another_system_cannot_tell(tmp_path: Path) -> None:
    with pytest.raises(NoData):
        list(look(tmp_path))
