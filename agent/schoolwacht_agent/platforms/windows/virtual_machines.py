r"""Virtual machines that run under Hyper-V, out of root\virtualization\v2 (Windows 8, Server 2012 and later) or v1.

Msvm_ComputerSystem lists the host among its guests: a guest's Name is a GUID, the host's is its own name. Memory and
processors stand in setting data whose InstanceID is Microsoft:GUID\..., templates in those with Microsoft:Definition.
A guest's name is written by people and is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from schoolwacht_agent.platforms.windows import wmi
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of

COLUMNS = ("Name", "EnabledState", "InstallDate", "HealthState", "Caption")
MEMORY = ("InstanceID", "VirtualQuantity", "AllocationUnits", "Limit", "DynamicMemoryEnabled")
PROCESSORS = ("InstanceID", "VirtualQuantity")
_GUID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)
_OF_A_GUEST = re.compile(r"Microsoft:([0-9A-F-]{36})\\", re.IGNORECASE)
_STATES = {2: "running", 3: "off", 6: "saved", 9: "paused", 32768: "paused", 32769: "saved"}
_STATES |= {32770: "starting", 32773: "saving", 32774: "stopping", 32776: "pausing", 32777: "resuming"}
_MIB = 1 << 20
_MOST_MIB = 1 << 26


@dataclass(frozen=True, slots=True)
class VirtualMachine:
    """One guest."""

    uuid: str
    state: str
    """running, off, saved, paused, starting, ... or unknown."""
    memory: int | None = None
    """Bytes that it was given."""
    processors: int | None = None


def virtual_machines(
    systems: Iterable[Row], memory: Iterable[Row] = (), processors: Iterable[Row] = ()
) -> tuple[VirtualMachine, ...]:
    """Every guest with what it was given."""
    sizes = _given(memory)
    counts = _given(processors)
    found = []
    for row in systems:
        if one := virtual_machine(row):
            size = sizes.get(one.uuid)
            found.append(
                VirtualMachine(
                    one.uuid, one.state, size * _MIB if size and size <= _MOST_MIB else None, counts.get(one.uuid)
                )
            )
    return tuple(found)


def virtual_machine(row: Row) -> VirtualMachine | None:
    """One guest; None for the host itself."""
    name = line_of(row, "Name")
    if not _GUID.fullmatch(name):
        return None
    return VirtualMachine(name.casefold(), _STATES.get(number_of(row, "EnabledState") or 0, "unknown"))


def guest_of(row: Row) -> str | None:
    """The guest whose setting data this is; None for a template."""
    found = _OF_A_GUEST.match(line_of(row, "InstanceID"))
    return found[1].casefold() if found else None


def _given(rows: Iterable[Row]) -> Mapping[str, int]:
    return {
        guest: number
        for row in rows
        if (guest := guest_of(row)) and (number := number_of(row, "VirtualQuantity")) is not None
    }


def look() -> tuple[VirtualMachine, ...]:
    """The guests of this machine; raises NoAnswer, with no_namespace where there is no Hyper-V."""
    return virtual_machines(
        wmi.rows("Msvm_ComputerSystem", COLUMNS, wmi.HYPER_V),
        wmi.tried("Msvm_MemorySettingData", MEMORY, wmi.HYPER_V) or (),
        wmi.tried("Msvm_ProcessorSettingData", PROCESSORS, wmi.HYPER_V) or (),
    )
