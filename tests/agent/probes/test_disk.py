"""Room on volumes."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.probe import NoData, Reading
from schoolwacht_agent.probes.disk import PROBE, Mount, Volume, look, once_each, readings, tags_of, worth_asking

if TYPE_CHECKING:
    from pathlib import Path

    from agent.probes.conftest import Live

ROOT = Mount("/", "/dev/sda2", "ext4", ("rw", "relatime"))


def asked(*mounts: Mount) -> list[str]:
    return [mount.path for mount in once_each(worth_asking(mounts))]


def test_a_volume_is_full_when_a_normal_user_can_write_no_more() -> None:
    found = {reading.gauge.name: reading.value for reading in readings([Volume(ROOT, total=100, used=95, free=0)])}

    assert found["disk.used_percent"] == 100
    assert found["disk.total"] == 100


def test_files_are_counted_where_the_system_counts_them() -> None:
    volume = Volume(ROOT, total=100, used=1, free=99, inodes_total=200, inodes_free=50)
    found = {reading.gauge.field: reading.value for reading in readings([volume])}

    assert found["inodes_used"] == 150
    assert found["inodes_used_percent"] == 75


def test_a_file_system_without_a_limit_on_files_divides_nothing_by_zero() -> None:
    found = {r.gauge.field: r.value for r in readings([Volume(ROOT, 100, 1, 99, inodes_total=0, inodes_free=0)])}

    assert found["inodes_used_percent"] == 0


def test_a_dvd_is_not_a_full_disk() -> None:
    assert asked(Mount("/mnt/dvd", "/dev/sr0", "udf"), Mount("D:\\", "D:\\", "", ("ro", "cdrom"))) == []


def test_a_snap_is_not_a_full_disk() -> None:
    assert asked(Mount("/snap/core/1", "/dev/loop3", "squashfs"), ROOT) == ["/"]


def test_a_loop_mounted_volume_is_a_volume() -> None:
    assert asked(ROOT, Mount("/srv/image", "/dev/loop0", "ext4")) == ["/", "/srv/image"]


@pytest.mark.parametrize("fstype", ["nfs", "nfs4", "cifs", "smb3", "CIFS", "fuse.sshfs", "9p"])
def test_a_server_that_may_be_gone_is_not_asked(fstype: str) -> None:
    assert asked(Mount("/srv/share", "server:/share", fstype)) == []


def test_a_network_drive_of_windows_is_not_asked() -> None:
    assert asked(Mount("H:\\", "H:\\", "NTFS", ("rw", "remote"))) == []


def test_a_bind_mount_is_the_same_room_again() -> None:
    again = Mount("/var/lib/containers", "/dev/sda2", "ext4", ("rw", "bind"))

    assert asked(ROOT, again) == ["/"]


def test_someones_stick_is_nobodys_business() -> None:
    sticks = [Mount("/media/jan/HOLIDAY", "/dev/sdb1", "vfat"), Mount("/run/media/jan/X", "/dev/sdc1", "exfat")]

    assert asked(*sticks) == []


def test_a_backup_disk_below_media_is_reported() -> None:
    assert asked(Mount("/media/backup", "/dev/sdb1", "ext4")) == ["/media/backup"]


def test_tags_are_telegrafs() -> None:
    assert tags_of(ROOT) == {"path": "/", "device": "sda2", "fstype": "ext4", "mode": "rw"}


def test_a_home_folder_of_its_own_does_not_say_whose() -> None:
    assert tags_of(Mount("/home/jan/data", "/home/jan/.img", "ext4"))["path"] == "/home/~/data"
    assert tags_of(Mount("/home/jan/data", "/home/jan/.img", "ext4"))["device"] == "/home/~/.img"
    assert tags_of(Mount("/home", "/dev/sda3", "ext4"))["path"] == "/home"


def test_a_machine_that_lives_in_memory_has_no_volumes() -> None:
    with pytest.raises(NoData):
        list(readings([Volume(ROOT, total=0, used=0, free=0)]))


def test_it_keeps_its_word_here(live: Live) -> None:
    shares = [found for found in live(PROBE) if isinstance(found, Reading) and found.gauge.field == "used_percent"]

    assert shares
    assert all(0 <= share.value <= 100 for share in shares)


@pytest.mark.root
def test_a_volume_in_a_file_is_seen_filling_up(tmp_path: Path) -> None:
    image, place = tmp_path / "image", tmp_path / "place"
    place.mkdir()
    with image.open("wb") as file:
        file.truncate(16 * 2**20)
    if not shutil.which("mkfs.ext4"):
        pytest.skip("mkfs.ext4 is not installed")
    subprocess.run(["mkfs.ext4", "-q", "-F", "-m", "5", image], check=True, timeout=60)
    if subprocess.run(["mount", "-o", "loop", image, place], check=False, capture_output=True, timeout=60).returncode:
        pytest.skip("this user may not mount a file; root may")
    try:
        (place / "big").write_bytes(b"x" * 6 * 2**20)
        (volume,) = [volume for volume in look() if volume.mount.path == str(place)]
        found = {reading.gauge.field: reading.value for reading in readings([volume])}
        df = subprocess.run(["df", "--output=pcent", place], check=True, capture_output=True, text=True, timeout=60)
    finally:
        subprocess.run(["umount", place], check=True, timeout=60)

    assert found["used"] >= 6 * 2**20
    assert found["used_percent"] <= int(df.stdout.split()[-1].rstrip("%")) < found["used_percent"] + 1  # df rounds up
