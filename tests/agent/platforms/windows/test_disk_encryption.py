"""BitLocker."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.windows import disk_encryption
from schoolwacht_agent.platforms.windows.disk_encryption import EncryptedVolume
from schoolwacht_agent.platforms.windows.wmi_value import Row

DISK = {
    "DriveLetter": "C:",
    "ProtectionStatus": "1",
    "ConversionStatus": "1",
    "EncryptionMethod": "7",
    "VolumeType": "0",
}


def test_a_guarded_volume_is_told() -> None:
    assert disk_encryption.encrypted_volume(DISK) == EncryptedVolume("C:", "system", True, "encrypted", "XTS-AES-256")


def test_an_encrypted_volume_whose_guard_sleeps_is_open() -> None:
    said = disk_encryption.encrypted_volume(DISK | {"ProtectionStatus": "0"})

    assert said is not None
    assert (said.protected, said.conversion) == (False, "encrypted")


def test_a_locked_volume_cannot_tell() -> None:
    said = disk_encryption.encrypted_volume({"DriveLetter": "D:", "ProtectionStatus": "2"})

    assert said == EncryptedVolume("D:", None, None, "unknown", None)
    assert disk_encryption.encrypted_volume({}) is None


@settings(max_examples=100)
@given(st.lists(rows_with(*disk_encryption.COLUMNS), max_size=3))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    disk_encryption.encrypted_volumes(rows)
