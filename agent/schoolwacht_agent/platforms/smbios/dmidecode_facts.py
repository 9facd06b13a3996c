"""Records of dmidecode's text -> what they state, in the same shape as the table's own structures give."""

from __future__ import annotations

import re
from collections.abc import Callable

from schoolwacht_agent.platforms import dmi_sysfs
from schoolwacht_agent.platforms.smbios import codes, uuids
from schoolwacht_agent.platforms.smbios.dmidecode_text import Record
from schoolwacht_agent.platforms.smbios.facts import (
    Board,
    Chassis,
    Fact,
    Firmware,
    MemoryArray,
    MemoryDevice,
    OldModule,
    PortableBattery,
    Socket,
    Supply,
    System,
    Tpm,
)

_AMOUNT = re.compile(r"(\d{1,15})(?:\.\d+)?\s*([A-Za-z/]+)?.*")
_POWERS = {"bytes": 0, "byte": 0, "kb": 1, "mb": 2, "gb": 3, "tb": 4, "pb": 5, "eb": 6}
_FORMS = {name: name for name in codes.FORMS.values()} | {"row of chips": "soldered"}
_KINDS = {name.casefold(): name for name in codes.MEMORY_KINDS.values()}
_SHAPES = {"multi-system": "multi-system chassis", "blade enclosing": "blade enclosure"}
_LARGEST = 1 << 62


def fact(record: Record) -> Fact | None:
    """What this record states; None for kinds that tell nothing an inventory needs."""
    read = _READERS.get(-1 if record.kind is None else record.kind)
    return read(record) if read else None


def _amount(text: str | None) -> int | None:
    """The whole number a text begins with."""
    found = _AMOUNT.fullmatch(text or "")
    return int(found[1]) if found else None


def _bytes(text: str | None) -> int | None:
    found = _AMOUNT.fullmatch(text or "")
    if not found or (power := _POWERS.get((found[2] or "").casefold())) is None:
        return None
    size = int(found[1]) << 10 * power
    return size if size < _LARGEST else None


def _handle(text: str | None) -> int | None:
    found = re.fullmatch(r"0x([0-9A-Fa-f]{1,8})", text or "")
    return int(found[1], 16) if found else None


def _firmware(one: Record) -> Firmware:
    kinds = one.lists.get("Characteristics")
    return Firmware(
        one.text("Vendor"),
        one.text("Version"),
        one.text("Release Date"),
        virtual=None if kinds is None else "System is a virtual machine" in kinds,
    )


def _system(one: Record) -> System:
    return System(
        maker=one.text("Manufacturer") or one.text("Vendor"),
        product=one.text("Product Name") or one.text("Product"),
        version=one.text("Version"),
        serial=one.text("Serial Number"),
        uuid=uuids.told(one.text("UUID") or ""),
        sku=one.text("SKU Number"),
        family=one.text("Family"),
    )


def _board(one: Record) -> Board:
    features = one.lists.get("Features")
    hosts = features is not None and "Board is a hosting board" in features
    return Board(
        maker=one.text("Manufacturer") or one.text("Vendor"),
        product=one.text("Product Name") or one.text("Product"),
        serial=one.text("Serial Number"),
        asset_tag=one.text("Asset Tag"),
        main=None if features is None and "Type" not in one.fields else hosts or one.text("Type") == "Motherboard",
    )


def _chassis(one: Record) -> Chassis:
    shape = (one.text("Type") or "").casefold()
    shape = _SHAPES.get(shape, shape)
    return Chassis(
        maker=one.text("Manufacturer") or one.text("Vendor"),
        shape=shape if shape in dmi_sysfs.SHAPES else None,
        serial=one.text("Serial Number"),
        asset_tag=one.text("Asset Tag"),
        sku=one.text("SKU Number"),
    )


def _socket(one: Record) -> Socket:
    status = one.text("Status")
    return Socket(
        populated=status is None or ("Unpopulated" not in status and "Disabled" not in status),
        central=one.text("Type") in {None, "Central Processor"},
        maker=one.text("Manufacturer"),
        model=one.text("Version"),
        cores=_amount(one.text("Core Count")) or None,
        threads=_amount(one.text("Thread Count")) or None,
        max_mhz=_amount(one.text("Max Speed")) or None,
    )


def _old_module(one: Record) -> OldModule:
    size = one.text("Installed Size") or ""
    kinds = (one.text("Type") or "").split()
    return OldModule(
        slot=one.text("Socket Designation"),
        size=0 if size.startswith("Not Installed") else _bytes(size),
        kind=next((name for _, name in codes.OLD_MEMORY_KINDS if name in kinds), None),
    )


def _array(one: Record) -> MemoryArray:
    return MemoryArray(
        handle=-1 if one.handle is None else one.handle,
        system=one.text("Use") == "System Memory",
        slots=_amount(one.text("Number Of Devices")) or None,
        maximum=_bytes(one.text("Maximum Capacity")) or None,
    )


def _device(one: Record) -> MemoryDevice:
    size = one.text("Size") or ""
    return MemoryDevice(
        array=_handle(one.text("Array Handle")),
        locator=one.text("Locator"),
        bank=one.text("Bank Locator"),
        size=0 if size in {"No Module Installed", "Not Installed"} else _bytes(size),
        form=_FORMS.get((one.text("Form Factor") or "").casefold()),
        kind=_KINDS.get((one.text("Type") or "").casefold()),
        speed=_amount(one.text("Speed")) or None,
        maker=one.text("Manufacturer"),
        part=one.text("Part Number"),
        serial=one.text("Serial Number"),
    )


def _battery(one: Record) -> PortableBattery:
    return PortableBattery(
        location=one.text("Location"),
        name=one.text("Name"),
        maker=one.text("Manufacturer"),
        serial=one.text("Serial Number") or one.text("SBDS Serial Number"),
        chemistry=one.text("Chemistry") or one.text("SBDS Chemistry"),
        design_mwh=_amount(one.text("Design Capacity")) or None,
    )


def _supply(one: Record) -> Supply:
    status = one.text("Status")
    words = [] if status is None else [word.strip().casefold() for word in status.split(",")]
    swap = one.text("Hot Replaceable")
    return Supply(
        location=one.text("Location"),
        name=one.text("Name"),
        maker=one.text("Manufacturer"),
        model=one.text("Model Part Number"),
        serial=one.text("Serial Number"),
        watt=_amount(one.text("Max Power Capacity")),
        present=words[0] == "present" if words else None,
        state=next((word for word in words if word in codes.SUPPLY_STATES.values()), None),
        hot_swap=None if swap is None else swap == "Yes",
    )


def _tpm(one: Record) -> Tpm:
    return Tpm(one.text("Vendor ID"), one.text("Specification Version"))


_READERS: dict[int, Callable[[Record], Fact]] = {
    0: _firmware,
    1: _system,
    2: _board,
    3: _chassis,
    4: _socket,
    6: _old_module,
    16: _array,
    17: _device,
    22: _battery,
    39: _supply,
    43: _tpm,
}
