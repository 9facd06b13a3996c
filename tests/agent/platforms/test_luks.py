"""Which file systems rest upon encryption."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.luks import Encryption, encrypted, look, mounts


@pytest.fixture
def sys(tmp_path: Path) -> Path:
    """A disk with a plain /boot (sda1), and LVM (dm-1 root, dm-2 home) in LUKS (dm-0) on sda2; sdb1 plain."""
    for name in ("sda1", "sda2", "sdb1", "dm-0", "dm-1", "dm-2"):
        (tmp_path / "class/block" / name).mkdir(parents=True)
    for name, number, uuid, below in (
        ("dm-0", "253:0", "CRYPT-LUKS2-0f-sda2_crypt", "sda2"),
        ("dm-1", "253:1", "LVM-abc", "dm-0"),
        ("dm-2", "253:2", "LVM-def", "dm-0"),
    ):
        device = tmp_path / "class/block" / name
        (device / "dm").mkdir()
        (device / "dm/uuid").write_text(uuid + "\n")
        (device / "dm/name").write_text(f"vg-{number[-1]}\n")
        (device / "slaves" / below).mkdir(parents=True)
    (tmp_path / "dev/block").mkdir(parents=True)
    for number, name in (("253:1", "dm-1"), ("253:2", "dm-2"), ("8:1", "sda1"), ("8:17", "sdb1")):
        (tmp_path / "dev/block" / number).symlink_to(f"../../class/block/{name}")
    return tmp_path


ROOT = "22 1 253:1 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-1 rw"
HOME = "23 22 253:2 / /home rw - ext4 /dev/mapper/vg-2 rw"
BOOT = "24 22 8:1 / /boot rw - ext4 /dev/sda1 rw"
DATA = "25 22 8:17 / /srv/my\\040data rw - xfs /dev/sdb1 rw"
PROC = "26 22 0:21 / /proc rw - proc proc rw"


def test_volumes_within_an_encrypted_partition_are_encrypted(sys: Path) -> None:
    found = look(f"{ROOT}\n{HOME}\n{BOOT}\n{PROC}", sys)

    assert found == Encryption(root=True, encrypted=2, plain=0)
    assert found.state == "all"  # what the firmware must read does not count


def test_one_plain_disk_makes_it_a_part(sys: Path) -> None:
    assert look(f"{ROOT}\n{DATA}", sys) == Encryption(True, 1, 1)
    assert look(f"{ROOT}\n{DATA}", sys).state == "part"
    assert look(DATA.replace("/srv/my\\040data", "/"), sys) == Encryption(False, 0, 1)


def test_btrfs_has_a_number_of_its_own_and_is_found_by_its_source(sys: Path) -> None:
    assert look(ROOT.replace("253:1", "0:31").replace("ext4", "btrfs"), sys).root is True
    assert look(DATA.replace("8:17", "0:33").replace("/srv/my\\040data", "/"), sys).root is False


@pytest.mark.parametrize(
    "line", ["", PROC, "30 1 0:50 / / rw - overlay overlay rw", "31 1 0:51 / / rw - zfs rpool/root rw"]
)
def test_a_root_on_no_device_is_unknown(sys: Path, line: str) -> None:
    found = look(line, sys)

    assert (found.root, found.state) == (None, None)


def test_a_mirror_is_only_encrypted_if_all_of_it_is(sys: Path) -> None:
    for below in ("dm-0", "sdb1"):
        (sys / "class/block/md0/slaves" / below).mkdir(parents=True)

    assert encrypted("md0", sys) is False


def test_devices_in_a_circle_end(sys: Path) -> None:
    (sys / "class/block/md1/slaves/md1").mkdir(parents=True)

    assert encrypted("md1", sys) is False


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    list(mounts(text))
    list(mounts(f"1 2 {text} / / - {text} {text}"))
    look(f"1 2 0:9 / / rw - btrfs /dev/{text} rw", Path("/nonexistent"))
