from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.backup_tools.targets import of_address, of_folder, of_mount

MOUNTS = [
    "/dev/sda2 / ext4 rw 0 0",
    "nas:/volume1 /mnt/nas nfs4 rw 0 0",
    "//srv/b /mnt/with\\040space cifs rw 0 0",
    "cloud: /mnt/cloud fuse.rclone rw 0 0",
    "broken",
]


@pytest.mark.parametrize(
    ("address", "kind", "off_site"),
    [
        ("s3:s3.amazonaws.com/bucket", "cloud", "yes"),
        ("s3:http://192.168.1.9:9000/bucket", "network", "unknown"),
        ("b2:bucket:path", "cloud", "yes"),
        ("googledrive://folder?authid=secret", "cloud", "yes"),
        ("sftp:backup@host:/srv/restic", "network", "unknown"),
        ("ssh://backup@host:22/./repo", "network", "unknown"),
        ("backup@host:repo", "network", "unknown"),
        ("rest:https://u:p@host:8000/", "network", "unknown"),
        ("\\\\srv\\share\\backup", "network", "unknown"),
        ("file:///srv/backup", "local", "no"),
        ("file://D:\\Backup", "local", "no"),
        ("file://\\\\srv\\share", "network", "unknown"),
        ("D:\\Backup", "local", "no"),
        ("/srv/backup", "local", "no"),
        ("/media/root/DISK", "usb", "unknown"),
        ("enc-v1:0a1b2c", "unknown", "unknown"),
        ("", "unknown", "unknown"),
        (None, "unknown", "unknown"),
    ],
)
def test_of_an_address_only_its_kind_is_kept(address: object, kind: str, off_site: str) -> None:
    found = of_address(address)
    assert (found.kind, found.off_site) == (kind, off_site)


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/srv/backup", "local"),
        ("/mnt/nas/restic", "network"),
        ("/mnt/nasty", "local"),
        ("/mnt/with space/x", "network"),
        ("/mnt/cloud/x", "cloud"),
        ("/media/usb", "usb"),
    ],
)
def test_a_folder_may_be_a_network_disk(folder: str, kind: str) -> None:
    assert of_mount(folder, MOUNTS).kind == kind


def test_without_a_list_of_mounts_a_folder_is_local(tmp_path: Path) -> None:
    assert of_folder(Path("/srv/backup"), tmp_path).kind == "local"


@settings(max_examples=100)
@given(st.text(), st.lists(st.text(), max_size=4))
def test_no_address_is_too_odd(address: str, mounts: list[str]) -> None:
    assert of_address(address).kind in ("local", "usb", "network", "cloud", "unknown")
    assert of_mount(address, mounts).off_site in ("yes", "no", "unknown")
