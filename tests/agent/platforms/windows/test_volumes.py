"""Drive letters of Windows."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import volumes
from schoolwacht_agent.platforms.windows.volumes import Volume
from schoolwacht_agent.platforms.windows.wmi_value import Row

DISK = {
    "DeviceID": "C:",
    "DriveType": "3",
    "FileSystem": "NTFS",
    "Size": "1000",
    "FreeSpace": "400",
    "VolumeDirty": "TRUE",
}


def test_a_letter_says_what_it_stands_for() -> None:
    assert volumes.volumes([DISK, {"DeviceID": "D:", "DriveType": "5"}, {"DeviceID": "none"}]) == (
        Volume("C:", "fixed", "NTFS", 1000, 400, dirty=True),
        Volume("D:", "disc"),
    )


def test_the_newer_class_is_read_too() -> None:
    row = {"DeviceID": "\\\\?\\Volume{1}\\", "DriveLetter": "E:", "DriveType": "2", "Capacity": "9", "FreeSpace": "10"}

    assert volumes.volume(row) == Volume("E:", "removable", size=9)


def test_the_letter_that_windows_starts_from() -> None:
    assert volumes.system_drive({"SystemDrive": "c:"}) == "C:"
    assert volumes.system_drive({}) is None


@settings(max_examples=100)
@given(st.lists(rows_with(*volumes.COLUMNS, "SystemDrive"), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    volumes.volumes(rows)
