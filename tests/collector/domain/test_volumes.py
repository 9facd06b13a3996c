from __future__ import annotations

import pytest

from schoolwacht_collector.domain.volumes import can_fill_up, volume_name


@pytest.mark.parametrize(
    ("tags", "can"),
    [
        ({"path": "/", "fstype": "ext4", "mode": "rw"}, True),
        ({"path": "C:", "fstype": "NTFS", "mode": "rw"}, True),
        ({"path": "/mnt", "fstype": "ext4", "mode": "ro"}, False),
        ({"path": "/media/dvd", "fstype": "UDF", "mode": "rw"}, False),
        ({"path": "/boot/efi", "fstype": "vfat", "mode": "rw"}, False),
        ({}, True),
    ],
)
def test_only_what_can_be_written_on_can_fill_up(tags: dict[str, str], *, can: bool) -> None:
    assert can_fill_up(tags) is can


def test_a_volume_is_called_by_its_place_else_by_its_device() -> None:
    assert volume_name({"path": "/srv", "device": "sda1"}) == "/srv"
    assert volume_name({"device": "sda1"}) == "sda1"
