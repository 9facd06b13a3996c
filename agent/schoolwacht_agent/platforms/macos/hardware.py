"""One look at a Mac's hardware, through `system_profiler -json` (macOS 10.15 and later) or -xml before that.

Only the data types that are read are asked for: the whole report takes minutes, these some seconds. They are asked one
by one, so that one that hangs costs only itself. No Mac was at hand: recordings and man pages only.
"""

from __future__ import annotations

from dataclasses import replace

from schoolwacht_agent.platforms.machine_parts import MemoryBoard, Pack, Whole
from schoolwacht_agent.platforms.macos import (
    core_parts,
    disk_parts,
    display_parts,
    ioreg,
    ioreg_parts,
    network_parts,
    power_parts,
    printer_parts,
    profile,
)
from schoolwacht_agent.platforms.macos.profile import NoProfile, Profile, Section
from schoolwacht_agent.platforms.programs import NoAnswer, ask
from schoolwacht_agent.probe import NoData

TYPES = (
    "SPHardwareDataType",
    "SPMemoryDataType",
    "SPiBridgeDataType",
    "SPNVMeDataType",
    "SPSerialATADataType",
    "SPUSBDataType",
    "SPUSBHostDataType",
    "SPCardReaderDataType",
    "SPDisplaysDataType",
    "SPNetworkDataType",
    "SPEthernetDataType",
    "SPAirPortDataType",
    "SPPrintersDataType",
    "SPPowerDataType",
)
_SECONDS = 20
_MOST_BYTES = 32 << 20
_REASON = "system_profiler did not tell this part."
_REMEDY = "Run `system_profiler -detailLevel mini` on this Mac and see whether it ends."


def look() -> Whole:
    """Everything that system_profiler tells of the hardware."""
    found: list[Section] = []
    whole = True
    for kind in TYPES:
        one = asked(kind)
        if one is not None:
            found.extend(one.sections)
            whole = whole and one.whole
    if not found:
        raise NoData("system_profiler did not answer.", _REMEDY)
    machine = of(Profile(found, whole))
    # system_profiler tells no charges on Apple silicon; the kernel's own entry does.
    return replace(machine, batteries=_batteries() or machine.batteries) if machine.batteries else machine


def _batteries() -> tuple[Pack, ...]:
    """Out of the registry of devices; empty when it does not tell."""
    try:
        answer = ask("ioreg", "-a", "-r", "-c", "AppleSmartBattery", seconds=_SECONDS)
        found = [ioreg_parts.battery(entry) for entry in ioreg.read(answer.text.encode())]
    except (NoAnswer, ioreg.NoRegistry):
        return ()
    return tuple(pack for pack in found if pack is not None)


def asked(kind: str, seconds: float = _SECONDS) -> Profile | None:
    """One data type; None when the program did not answer, or with nothing that could be read."""
    for form in ("-json", "-xml"):
        try:
            answer = ask("system_profiler", form, kind, seconds=seconds, most_bytes=_MOST_BYTES)
            return profile.read(answer.text.encode())
        except NoProfile:
            continue
        except NoAnswer:
            return None
    return None


def of(said: Profile) -> Whole:
    """The parts of a machine, out of whatever sections were printed."""
    hardware = said.items("SPHardwareDataType") or []
    memory = said.items("SPMemoryDataType")
    displays = said.items("SPDisplaysDataType")
    ways = [said.items(kind) for kind in ("SPNetworkDataType", "SPEthernetDataType", "SPAirPortDataType")]
    printers = said.items("SPPrintersDataType")
    power = said.items("SPPowerDataType")
    bridge = said.items("SPiBridgeDataType")
    modules = None if memory is None else core_parts.modules(memory)
    computer = core_parts.computer(hardware)
    whole = Whole(
        computer=computer,
        processors=core_parts.processors(hardware),
        memory=core_parts.memory(hardware),
        virtual=computer.hypervisor is not None if hardware else None,
        modules=modules,
        memory_board=MemoryBoard() if modules is None else core_parts.memory_board(modules),
        disks=disk_parts.disks(said),
        graphics=None if displays is None else display_parts.graphics(displays),
        monitors=None if displays is None else display_parts.monitors(displays),
        cards=None if all(way is None for way in ways) else network_parts.cards(*(way or [] for way in ways)),
        printers=None if printers is None else printer_parts.printers(printers),
        batteries=None if power is None else power_parts.batteries(power),
        secure_boot=None if bridge is None else core_parts.secure_boot(bridge),
    )
    return _with_reasons(whole)


def _with_reasons(whole: Whole) -> Whole:
    """The same, with a reason for each table that nothing was printed for."""
    tables = {
        "memory_modules": whole.modules,
        "disks": whole.disks,
        "graphics": whole.graphics,
        "monitors": whole.monitors,
        "interfaces": whole.cards,
        "printers": whole.printers,
        "batteries": whole.batteries,
    }
    return replace(whole, unknown={name: (_REASON, _REMEDY) for name, rows in tables.items() if rows is None})
