"""What this Windows machine is made of: SMBIOS where it can be read, WMI for the rest, the registry for details.

Each class is asked by itself. One that does not answer leaves its part unknown, with a reason, and never the others.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from schoolwacht_agent.platforms.machine_parts import (
    Computer,
    DiskDrive,
    GraphicsCard,
    MemoryBoard,
    MemoryModule,
    Monitor,
    NetworkCard,
    Pack,
    PrinterQueue,
    Whole,
)
from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows import (
    batteries,
    computer,
    drives,
    graphics,
    memory,
    monitors,
    network_cards,
    printers,
    processors,
    registry,
    security_chip,
    wmi,
)
from schoolwacht_agent.platforms.windows.wmi_value import Row

Ask = Callable[[str, Sequence[str], str], list[Row]]
Machine = Callable[[str], registry.Key | None]
_REMEDY = "run `winmgmt /verifyrepository` as administrator on this machine, and start it anew"
_REASONS = {
    "no_access": ("Windows lets only an administrator ask for this", "run the agent as a service"),
    "no_class": ("this Windows does not know the question", ""),
    "no_namespace": ("this Windows does not know the question", ""),
    "timed_out": ("Windows Management Instrumentation did not answer in time", _REMEDY),
}
_BROKEN = ("Windows Management Instrumentation does not answer", _REMEDY)


class Look:
    """One look at the machine; `unknown` gathers what could not be told."""

    def __init__(self, ask: Ask, machine: Machine) -> None:
        self._ask = ask
        self._machine = machine
        self.unknown: dict[str, tuple[str, str]] = {}

    def rows(
        self, wmi_class: str, columns: Sequence[str], namespace: str = wmi.CIMV2, *, table: str = ""
    ) -> list[Row] | None:
        """Objects of a class; None where there is no answer, which is noted for the table it was for."""
        try:
            return self._ask(wmi_class, columns, namespace)
        except NoAnswer as nothing:
            if str(nothing) == "not_supported":  # no driver speaks up: no battery, no screen
                return []
            if table:
                self.unknown[table] = _REASONS.get(str(nothing), _BROKEN)
            return None

    def first(self, wmi_class: str, columns: Sequence[str]) -> Row:
        """The only object of a class, empty where there is none."""
        found = self.rows(wmi_class, columns)
        return found[0] if found else {}

    def whole(self, firmware: Whole | None) -> Whole:
        """Everything; `firmware` is what the SMBIOS table told."""
        base = firmware or Whole()
        control = self._machine(security_chip.CONTROL)
        chips = self.rows("Win32_Tpm", security_chip.COLUMNS, wmi.TPM, table="security_chip")
        chip = security_chip.chip(chips) or base.security_chip
        if chip:
            self.unknown.pop("security_chip", None)
        box = self._computer(base.computer)
        modules, board = self._memory(base, virtual=box.hypervisor is not None)
        cpus = self.rows("Win32_Processor", processors.COLUMNS)
        return replace(
            base,
            computer=replace(box, boot_mode=security_chip.boot_mode(control)),
            # Of WMI, because firmware counts processors that the system was not given.
            processors=processors.processors(cpus or ()) or base.processors,
            modules=modules,
            memory_board=board,
            disks=self._disks(),
            graphics=self._graphics(),
            monitors=self._monitors(),
            cards=self._cards(),
            printers=self._printers(),
            batteries=self._batteries(base.batteries),
            security_chip=chip,
            secure_boot=security_chip.secure_boot(control),
            unknown={**base.unknown, **self.unknown},
        )

    def _computer(self, firmware: Computer) -> Computer:
        """What the table says goes first; WMI fills what it leaves open."""
        if firmware.maker and firmware.model and firmware.serial:
            return firmware
        said = computer.computer(
            self.first("Win32_ComputerSystem", computer.SYSTEM),
            self.first("Win32_ComputerSystemProduct", computer.PRODUCT),
            self.first("Win32_BIOS", computer.BIOS),
            self.first("Win32_BaseBoard", computer.BOARD),
            self.first("Win32_SystemEnclosure", computer.ENCLOSURE),
        )
        names = Computer.__dataclass_fields__
        return Computer(**{name: getattr(firmware, name) or getattr(said, name) for name in names})

    def _memory(self, base: Whole, *, virtual: bool) -> tuple[tuple[MemoryModule, ...] | None, MemoryBoard]:
        if base.modules:
            return base.modules, base.memory_board
        rows = self.rows("Win32_PhysicalMemory", memory.COLUMNS, table="memory_modules")
        found = memory.modules(rows) if rows is not None else None
        # The slots of a virtual machine are made up.
        arrays = () if virtual else self.rows("Win32_PhysicalMemoryArray", memory.ARRAY)
        return found, memory.board(arrays or (), len(found) if found is not None else None)

    def _disks(self) -> tuple[DiskDrive, ...] | None:
        physical = self.rows("MSFT_PhysicalDisk", drives.PHYSICAL, wmi.STORAGE)
        rows = self.rows("Win32_DiskDrive", drives.COLUMNS, table="disks")
        return drives.drives(rows, physical) if rows is not None or physical else None

    def _graphics(self) -> tuple[GraphicsCard, ...] | None:
        rows = self.rows("Win32_VideoController", graphics.COLUMNS, table="graphics")
        return None if rows is None else graphics.cards(rows, graphics.sizes(self._machine(graphics.DISPLAY_CLASS)))

    def _monitors(self) -> tuple[Monitor, ...] | None:
        rows = self.rows("WmiMonitorID", monitors.COLUMNS, wmi.DRIVERS, table="monitors")
        return None if rows is None else monitors.monitors(rows, monitors.blocks(self._machine(monitors.DISPLAY)))

    def _cards(self) -> tuple[NetworkCard, ...] | None:
        rows = self.rows("Win32_NetworkAdapter", network_cards.COLUMNS, table="interfaces")
        more = self.rows("MSFT_NetAdapter", network_cards.NET_ADAPTER, wmi.NETWORK)
        return None if rows is None else network_cards.cards(rows, more or (), self._capabilities)

    def _capabilities(self, device: str) -> int | None:
        key = self._machine(rf"SYSTEM\CurrentControlSet\Enum\{device}")
        return registry.number_of(key, "Capabilities") if key else None

    def _printers(self) -> tuple[PrinterQueue, ...] | None:
        rows = self.rows("Win32_Printer", printers.COLUMNS, table="printers")
        return None if rows is None else printers.printers(rows)

    def _batteries(self, firmware: tuple[Pack, ...] | None) -> tuple[Pack, ...] | None:
        static = self.rows("BatteryStaticData", batteries.STATIC, wmi.DRIVERS)
        win32 = self.rows("Win32_Battery", batteries.WIN32, table="batteries")
        if not static and not win32:
            return None if static is None and win32 is None else firmware or ()
        full = self.rows("BatteryFullChargedCapacity", batteries.FULL, wmi.DRIVERS)
        cycles = self.rows("BatteryCycleCount", batteries.CYCLES, wmi.DRIVERS)
        return batteries.packs(static or (), full or (), cycles or (), win32 or ())


def look() -> Whole:
    """What this machine is made of."""
    return Look(lambda name, columns, namespace: list(wmi.rows(name, columns, namespace)), registry.machine).whole(
        _firmware()
    )


def _firmware() -> Whole | None:
    """The SMBIOS table; a machine without one is asked through WMI."""
    from schoolwacht_agent.platforms.smbios import table

    try:
        return table.windows()
    except table.NoTable:
        return None
