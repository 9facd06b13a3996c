"""Memory modules and what the board can take, out of Win32_PhysicalMemory and Win32_PhysicalMemoryArray."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from schoolwacht_agent.platforms.machine_parts import MemoryBoard, MemoryModule
from schoolwacht_agent.platforms.smbios import codes
from schoolwacht_agent.platforms.windows.wmi_value import Row, number_of, told_of

COLUMNS = (
    "DeviceLocator",
    "BankLabel",
    "Tag",
    "Capacity",
    "FormFactor",
    "MemoryType",
    "SMBIOSMemoryType",
    "Speed",
    "Manufacturer",
    "PartNumber",
    "SerialNumber",
)
ARRAY = ("Tag", "Use", "MemoryDevices", "MaxCapacity", "MaxCapacityEx")
# CIM_Chip.FormFactor and CIM_PhysicalMemory.MemoryType count otherwise than SMBIOS does.
_FORMS = {2: "sip", 3: "dip", 4: "zip", 6: "proprietary card", 7: "simm", 8: "dimm", 11: "rimm", 12: "sodimm"}
_FORMS |= {13: "srimm", 14: "soldered", 21: "soldered", 22: "soldered"}
_KINDS = {17: "SDRAM", 20: "DDR", 21: "DDR2", 22: "DDR2 FB-DIMM", 24: "DDR3", 25: "FBD2", 26: "DDR4"}
_SYSTEM_MEMORY = 3  # Use of an array; others hold video memory, flash or cache
_KIB = 1024
_MOST = 1 << 50
_MOST_SLOTS = 1024


def modules(rows: Iterable[Row]) -> tuple[MemoryModule, ...]:
    """The modules; WMI lists no empty slots. Chips that hold the firmware are left out."""
    found: list[MemoryModule] = []
    rows = list(rows)
    for row, slot in zip(rows, _slots(rows), strict=True):
        if (one := module(row, slot)) and one.kind not in codes.NO_MEMORY:
            found.append(one)
    return tuple(found)


def module(row: Row, slot: str | None = None) -> MemoryModule | None:
    """One module; None where neither place nor size is told."""
    size = number_of(row, "Capacity")
    slot = slot or _slot(row)
    if slot is None or size is None or size > _MOST:
        return None
    speed = number_of(row, "Speed")
    return MemoryModule(
        slot=slot,
        size=size,
        form=_FORMS.get(number_of(row, "FormFactor") or 0),
        kind=codes.MEMORY_KINDS.get(number_of(row, "SMBIOSMemoryType") or 0)
        or _KINDS.get(number_of(row, "MemoryType") or 0),
        speed=speed if speed and speed < 1 << 20 else None,
        maker=told_of(row, "Manufacturer"),
        part=told_of(row, "PartNumber"),
        serial=told_of(row, "SerialNumber"),
    )


def is_firmware_chip(row: Row) -> bool:
    """Whether it is flash or another chip that the system does not work with."""
    return codes.MEMORY_KINDS.get(number_of(row, "SMBIOSMemoryType") or 0) in codes.NO_MEMORY


def _slot(row: Row) -> str | None:
    return told_of(row, "DeviceLocator") or told_of(row, "BankLabel") or told_of(row, "Tag")


def _slots(rows: Sequence[Row]) -> list[str | None]:
    """Names that are unique: with the bank before them where a board calls several slots the same."""
    plain = [_slot(row) for row in rows]
    named: list[str | None] = []
    for row, name in zip(rows, plain, strict=True):
        bank = told_of(row, "BankLabel")
        full = f"{bank} {name}" if name and plain.count(name) > 1 and bank and bank != name else name
        if full in named:
            full = f"{full} {told_of(row, 'Tag') or len(named)}"
        named.append(full)
    return named


def is_system_memory(row: Row) -> bool:
    """Whether an array holds what the system works with."""
    return number_of(row, "Use") in {None, _SYSTEM_MEMORY} and number_of(row, "MemoryDevices") is not None


def board(arrays: Iterable[Row], filled: int | None) -> MemoryBoard:
    """What the board can take, over all its arrays; `filled` is the number of modules found."""
    told = [row for row in arrays if is_system_memory(row)]
    slots = sum(number_of(row, "MemoryDevices") or 0 for row in told)
    if not 0 < slots <= _MOST_SLOTS:
        return MemoryBoard()
    most = sum((number_of(row, "MaxCapacityEx") or number_of(row, "MaxCapacity") or 0) * _KIB for row in told)
    return MemoryBoard(
        slots=slots,
        free_slots=slots - filled if filled is not None and filled <= slots else None,
        maximum=most if 0 < most <= _MOST else None,
    )
