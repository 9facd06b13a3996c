"""Where an SMBIOS table is and of which version (DMTF DSP0134 3.x, clause 5.2); and Windows' short form of the same.

Linux gives the entry point as /sys/firmware/dmi/tables/smbios_entry_point, beside the table itself. Windows puts eight
bytes before the table (`RawSMBIOSData`, see GetSystemFirmwareTable).
"""

from __future__ import annotations

from dataclasses import dataclass

Version = tuple[int, int]

_SHORT, _LONG, _OLDEST = b"_SM_", b"_SM3_", b"_DMI_"
# Versions that firmware is known to write although they never existed, and what it meant; dmidecode does the same.
_MEANT: dict[Version, Version] = {(2, 31): (2, 3), (2, 33): (2, 3), (2, 51): (2, 6)}
_RAW_HEADER = 8


class NotSmbios(ValueError):  # noqa: N818 - what the bytes are not, rather than what went wrong
    """The bytes are no entry point, or one too short to tell its version."""


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """What an entry point says of the table."""

    version: Version
    length: int
    """Bytes of the table; the most it may have, for the 64-bit entry point."""
    address: int
    sound: bool
    """Whether its checksum is right. One that is wrong is still read: the table itself decides."""


def parse(entry: bytes) -> EntryPoint:
    """Reads an entry point: 64-bit (`_SM3_`), 32-bit (`_SM_`), or the one from before SMBIOS 2.1 (`_DMI_`)."""
    if entry.startswith(_LONG) and len(entry) >= 24:  # noqa: PLR2004 - 5.2.2
        return EntryPoint(
            _meant(entry[7], entry[8]), _number(entry, 12, 4), _number(entry, 16, 8), _sums_up(entry, entry[6])
        )
    if entry.startswith(_SHORT) and len(entry) >= 31:  # noqa: PLR2004 - 5.2.1
        return EntryPoint(
            _meant(entry[6], entry[7]), _number(entry, 22, 2), _number(entry, 24, 4), _sums_up(entry, entry[5])
        )
    if entry.startswith(_OLDEST) and len(entry) >= 15:  # noqa: PLR2004 - clause 5.2.1, the intermediate anchor
        version = (entry[14] >> 4, entry[14] & 15)
        return EntryPoint(version, _number(entry, 6, 2), _number(entry, 8, 4), _sums_up(entry, 15))
    raise NotSmbios


def windows(raw: bytes) -> tuple[Version, bytes]:
    """Version and table out of what GetSystemFirmwareTable('RSMB') returns."""
    if len(raw) < _RAW_HEADER:
        raise NotSmbios
    length = _number(raw, 4, 4)
    return _meant(raw[1], raw[2]), raw[_RAW_HEADER : _RAW_HEADER + length]


def _meant(major: int, minor: int) -> Version:
    return _MEANT.get((major, minor), (major, minor))


def _number(entry: bytes, place: int, size: int) -> int:
    return int.from_bytes(entry[place : place + size], "little")


def _sums_up(entry: bytes, length: int) -> bool:
    return len(entry) >= length and sum(entry[:length]) % 256 == 0
