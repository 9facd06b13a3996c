"""What the structures of SMBIOS say about memory: types 6, 16 and 17 (DMTF DSP0134, 7.7, 7.17, 7.18)."""

from __future__ import annotations

from schoolwacht_agent.platforms.smbios import codes
from schoolwacht_agent.platforms.smbios.facts import MemoryArray, MemoryDevice, OldModule
from schoolwacht_agent.platforms.smbios.structures import Structure

_KIB, _MIB = 1 << 10, 1 << 20
_ELSEWHERE_DWORD = 0x80000000
_ELSEWHERE = 0x7FFF
_UNKNOWN_WORD = 0xFFFF
_IN_KIB = 0x8000
_SYSTEM_MEMORY = 3
_NOT_INSTALLED = 0x7F
_FIRST_UNKNOWN = 0x7D


def array(one: Structure) -> MemoryArray:
    """Type 16: a group of slots and the most that fits in it."""
    kibs = one.number(7, 4)
    maximum = one.number(0x0F, 8) if kibs == _ELSEWHERE_DWORD else kibs * _KIB if kibs else None
    return MemoryArray(
        handle=one.handle,
        system=one.number(5) == _SYSTEM_MEMORY,
        slots=one.number(0x0D, 2) or None,
        maximum=maximum or None,
    )


def device(one: Structure) -> MemoryDevice:
    """Type 17: one slot, with or without a module."""
    return MemoryDevice(
        array=one.number(4, 2),
        locator=one.text(0x10),
        bank=one.text(0x11),
        size=_size(one),
        form=codes.FORMS.get(one.number(0x0E) or 0),
        kind=codes.MEMORY_KINDS.get(one.number(0x12) or 0),
        speed=_speed(one),
        maker=one.text(0x17),
        part=one.text(0x1A),
        serial=one.text(0x18),
    )


def _size(one: Structure) -> int | None:
    size = one.number(0x0C, 2)
    if size is None or size == _UNKNOWN_WORD:
        return None
    if size == _ELSEWHERE:
        mibs = one.number(0x1C, 4)
        return None if mibs is None else (mibs & 0x7FFFFFFF) * _MIB
    return (size & ~_IN_KIB) * _KIB if size & _IN_KIB else size * _MIB


def _speed(one: Structure) -> int | None:
    speed = one.number(0x15, 2)
    if speed == _UNKNOWN_WORD:
        speed = (one.number(0x54, 4) or 0) & 0x7FFFFFFF
    return speed or None


def old_module(one: Structure) -> OldModule:
    """Type 6. The size is a power of two of MiB, in seven bits; the values from 0x7D on mean something else."""
    installed = one.number(9)
    size = None
    if installed is not None:
        exponent = installed & 0x7F
        size = 0 if exponent == _NOT_INSTALLED else None if exponent >= _FIRST_UNKNOWN else _MIB << exponent
    kinds = one.number(7, 2) or 0
    kind = next((name for bit, name in codes.OLD_MEMORY_KINDS if kinds >> bit & 1), None)
    return OldModule(one.text(4), size if size is None or size < 1 << 50 else None, kind)
