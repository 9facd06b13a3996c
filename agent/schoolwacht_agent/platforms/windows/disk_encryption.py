r"""BitLocker, out of Win32_EncryptableVolume (root\cimv2\Security\MicrosoftVolumeEncryption). Administrators only."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of

COLUMNS = ("DriveLetter", "ProtectionStatus", "ConversionStatus", "EncryptionMethod", "VolumeType")
_LETTER = re.compile(r"[A-Z]:")
_PROTECTED = {0: False, 1: True}  # 2: locked, so nobody can tell
_CONVERSIONS = {
    0: "decrypted",
    1: "encrypted",
    2: "encrypting",
    3: "decrypting",
    4: "encrypting_paused",
    5: "decrypting_paused",
}
_METHODS = {
    1: "AES-128 with diffuser",
    2: "AES-256 with diffuser",
    3: "AES-128",
    4: "AES-256",
    5: "hardware",
    6: "XTS-AES-128",
    7: "XTS-AES-256",
}
_KINDS = {0: "system", 1: "fixed", 2: "removable"}


@dataclass(frozen=True, slots=True)
class EncryptedVolume:
    """One volume that BitLocker could encrypt."""

    letter: str
    """Empty for a volume without a letter."""
    kind: str | None
    protected: bool | None
    """True only while a key guards it: an encrypted volume whose protection is suspended is open."""
    conversion: str
    """decrypted, encrypted, encrypting, ..., or unknown."""
    method: str | None


def encrypted_volume(row: Row) -> EncryptedVolume | None:
    """One volume; None where neither letter nor protection is told."""
    letter = line_of(row, "DriveLetter").upper()
    status = number_of(row, "ProtectionStatus")
    if not _LETTER.fullmatch(letter):
        if status is None:
            return None
        letter = ""
    return EncryptedVolume(
        letter=letter,
        kind=_KINDS.get(_told(row, "VolumeType")),
        protected=_PROTECTED.get(-1 if status is None else status),
        conversion=_CONVERSIONS.get(_told(row, "ConversionStatus"), "unknown"),
        method=_METHODS.get(_told(row, "EncryptionMethod")),
    )


def encrypted_volumes(rows: Iterable[Row]) -> tuple[EncryptedVolume, ...]:
    """Every volume of which something is told."""
    return tuple(one for row in rows if (one := encrypted_volume(row)))


def _told(row: Row, name: str) -> int:
    number = number_of(row, name)
    return -1 if number is None else number
