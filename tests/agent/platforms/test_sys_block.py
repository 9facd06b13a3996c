"""Disks of Linux."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.sys_block import Disk, disks

if TYPE_CHECKING:
    from pathlib import Path


def block(folder: Path, name: str, size: str = "2048\n", **files: str) -> None:
    for file, content in ({"size": size} | files).items():
        path = folder / name / file.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)


def test_a_disk_is_described(tmp_path: Path) -> None:
    block(tmp_path, "sda", device__model="Samsung SSD 860 \n", queue__rotational="0\n", removable="0\n")

    assert list(disks(tmp_path)) == [Disk("sda", 2048 * 512, "Samsung SSD 860", rotational=False, removable=False)]


def test_a_flash_chip_has_a_name_instead_of_a_model(tmp_path: Path) -> None:
    block(tmp_path, "mmcblk0", device__name="DF4032\n", queue__rotational="0\n")

    assert list(disks(tmp_path)) == [Disk("mmcblk0", 2048 * 512, "DF4032", rotational=False, removable=None, bus="mmc")]


@pytest.mark.parametrize("name", ["sr0", "fd0", "mmcblk0boot0", "mmcblk0rpmb"])
def test_what_is_no_disk_is_left_out(tmp_path: Path, name: str) -> None:
    block(tmp_path, name, device__model="X1 drive\n")

    assert list(disks(tmp_path)) == []


def test_a_loop_device_has_nothing_behind_it(tmp_path: Path) -> None:
    block(tmp_path, "loop0", queue__rotational="1\n")

    assert list(disks(tmp_path)) == []


def test_a_second_way_to_the_same_disk_is_no_second_disk(tmp_path: Path) -> None:
    block(tmp_path, "nvme0n1", device__model="KIOXIA\n", hidden="0\n")
    block(tmp_path, "nvme0c1n1", device__model="KIOXIA\n", hidden="1\n")

    assert [disk.name for disk in disks(tmp_path)] == ["nvme0n1"]


@pytest.mark.parametrize("size", ["0\n", "", "rubbish", "-4"])
def test_a_card_reader_without_a_card_is_no_disk(tmp_path: Path, size: str) -> None:
    block(tmp_path, "sdb", size=size, device__model="Card Reader\n")

    assert list(disks(tmp_path)) == []


def test_a_system_without_the_folder_has_none(tmp_path: Path) -> None:
    assert list(disks(tmp_path / "block")) == []
