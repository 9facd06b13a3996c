"""Structures of an SMBIOS table -> what they state; every place is that of DMTF DSP0134 3.x, clause 7."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from schoolwacht_agent.platforms import dmi_sysfs
from schoolwacht_agent.platforms.smbios import codes, uuids
from schoolwacht_agent.platforms.smbios.entry_point import Version
from schoolwacht_agent.platforms.smbios.facts import (
    Board,
    Chassis,
    Fact,
    Firmware,
    PortableBattery,
    Socket,
    Supply,
    System,
    Tpm,
)
from schoolwacht_agent.platforms.smbios.memory import array, device, old_module
from schoolwacht_agent.platforms.smbios.structures import Structure

_MOTHERBOARD = 0x0A
_UNKNOWN_WORD = 0xFFFF
_WATT_UNKNOWN = 0x8000
_DISABLED = (2, 3)
"""CPU Status: by the user, by the firmware."""
_WIDE = 0xFF
"""In a byte that is too small for the number: it stands in a wider field further on."""


def facts(structures: Iterable[Structure], version: Version) -> Iterator[tuple[Structure, Fact | None]]:
    """Each structure with what it states; None for kinds that tell nothing an inventory needs."""
    for structure in structures:
        if structure.kind == 1:
            yield structure, _system(structure, version)
        else:
            read = _READERS.get(structure.kind)
            yield structure, read(structure) if read else None


def _firmware(one: Structure) -> Firmware:
    flags = one.number(0x13)
    return Firmware(
        maker=one.text(4),
        version=one.text(5),
        date=one.text(8),
        virtual=None if flags is None else bool(flags & 0x10),
    )


def _system(one: Structure, version: Version) -> System:
    return System(
        maker=one.text(4),
        product=one.text(5),
        version=one.text(6),
        serial=one.text(7),
        uuid=uuids.from_bytes(one.formatted[8:24], version),
        sku=one.text(0x19),
        family=one.text(0x1A),
    )


def _board(one: Structure) -> Board:
    features, kind = one.number(9), one.number(0x0D)
    return Board(
        maker=one.text(4),
        product=one.text(5),
        serial=one.text(7),
        asset_tag=one.text(8),
        main=None if features is None else bool(features & 1) or kind == _MOTHERBOARD,
    )


def _chassis(one: Structure) -> Chassis:
    count, size = one.number(0x13), one.number(0x14)
    shape = one.number(5)
    return Chassis(
        maker=one.text(4),
        shape=None if shape is None else dmi_sysfs.chassis(str(shape)),
        serial=one.text(7),
        asset_tag=one.text(8),
        sku=None if count is None or size is None else one.text(0x15 + count * size),
    )


def _socket(one: Structure) -> Socket:
    status = one.number(0x18)
    return Socket(
        populated=status is None or (bool(status & 0x40) and status & 7 not in _DISABLED),
        central=one.number(5) in {None, 3},
        maker=one.text(7),
        model=one.text(0x10),
        cores=_count(one, 0x23, 0x2A),
        threads=_count(one, 0x25, 0x2E),
        max_mhz=one.number(0x14, 2) or None,
    )


def _count(one: Structure, narrow: int, wide: int) -> int | None:
    count = one.number(narrow)
    if count == _WIDE:
        count = one.number(wide, 2)
        return None if count == _UNKNOWN_WORD else count or None
    return count or None


def _battery(one: Structure) -> PortableBattery:
    capacity, factor = one.number(0x0A, 2), one.number(0x15)
    number = one.number(0x10, 2)
    return PortableBattery(
        location=one.text(4),
        name=one.text(8),
        maker=one.text(5),
        # The plain text, or else the number of the "smart battery" standard.
        serial=one.text(7) or (f"{number:04X}" if number else None),
        chemistry=codes.CHEMISTRIES.get(one.number(9) or 0) or one.text(0x14),
        # The factor came with SMBIOS 2.2; a structure that ends before it counts in milliwatt hours.
        design_mwh=(capacity or 0) * (1 if factor is None else factor) or None,
    )


def _supply(one: Structure) -> Supply:
    watt, flags = one.number(0x0C, 2), one.number(0x0E, 2)
    return Supply(
        location=one.text(5),
        name=one.text(6),
        maker=one.text(7),
        model=one.text(0x0A),
        serial=one.text(8),
        watt=watt if watt != _WATT_UNKNOWN else None,
        present=None if flags is None else bool(flags & 2),
        state=None if flags is None else codes.SUPPLY_STATES.get(flags >> 7 & 7),
        hot_swap=None if flags is None else bool(flags & 1),
    )


def _tpm(one: Structure) -> Tpm:
    vendor = one.formatted[4:8].decode("ascii", errors="replace").strip("\0 ")
    major, minor = one.number(8), one.number(9)
    return Tpm(maker=vendor or None, version=f"{major}.{minor}" if major and minor is not None else None)


_READERS: dict[int, Callable[[Structure], Fact]] = {
    0: _firmware,
    2: _board,
    3: _chassis,
    4: _socket,
    6: old_module,
    16: array,
    17: device,
    22: _battery,
    39: _supply,
    43: _tpm,
}
