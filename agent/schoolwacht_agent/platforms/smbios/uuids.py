"""The UUID of a computer (SMBIOS type 1) and the two orders in which its bytes are written down.

SMBIOS 2.6 and later store the first three fields with the lowest byte first (DSP0134, 7.2.1); older firmware and many
hypervisors store all fields as RFC 4122 does. So one machine can be told under two numbers, by firmware and hypervisor.
"""

from __future__ import annotations

import uuid

_LITTLE_SINCE = (2, 6)
_FEWEST_SIGNS = 4
"""A UUID of fewer different digits is filler: all 0, all F, 20202020-..., FFFFFF00-..."""
# Seen on thousands of boards of several makers, and so the number of none.
_SHARED = frozenset(
    {
        "03000200-0400-0500-0006-000700080009",
        "00020003-0004-0005-0006-000700080009",
        "12345678-1234-5678-90ab-cddeefaabbcc",
        "12345678-1234-5678-1234-567812345678",
        "01234567-89ab-cdef-0123-456789abcdef",
        "00010203-0405-0607-0809-0a0b0c0d0e0f",
        "01020304-0506-0708-090a-0b0c0d0e0f10",
        "4c4c4544-0000-2010-8020-80c04f202020",
        "44454c4c-0000-1020-8020-80c04f202020",
        "deadbeef-dead-beef-dead-beefdeadbeef",
    }
)


def from_bytes(stored: bytes, version: tuple[int, int]) -> str | None:
    """The number out of the 16 bytes of the table, or None where it says nothing about this machine."""
    if len(stored) != 16:  # noqa: PLR2004 - a UUID's bytes
        return None
    found = uuid.UUID(bytes_le=stored) if version >= _LITTLE_SINCE else uuid.UUID(bytes=stored)
    return _told(found)


def told(text: str) -> str | None:
    """A UUID as some program wrote it, in small letters; None for what is none, or for every machine the same."""
    try:
        return _told(uuid.UUID(text.strip().strip("{}")))
    except ValueError:
        return None


def swapped(number: str) -> str | None:
    """The same 16 bytes read in the other order; None for what is no UUID."""
    try:
        return str(uuid.UUID(bytes_le=uuid.UUID(number).bytes))
    except ValueError:
        return None


def same_machine(one: str | None, other: str | None) -> bool:
    """Whether two told UUIDs are of one machine, under either order. What is no UUID is never the same as anything."""
    first, second = told(one or ""), told(other or "")
    return first is not None and second is not None and second in {first, swapped(first)}


def _told(number: uuid.UUID) -> str | None:
    text = str(number)
    shared = text in _SHARED or str(uuid.UUID(bytes_le=number.bytes)) in _SHARED
    return None if shared or len(set(number.hex)) < _FEWEST_SIGNS else text
