"""What a computer is made of, in one shape for every operating system. None means: the machine does not say.

Readers of SMBIOS, sysfs, WMI, system_profiler and others fill these in; `surveys/hardware.py` turns them into rows.
Text is as found, placeholders already taken out by `placeholders.told`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Computer:
    """The computer as its firmware describes it."""

    maker: str | None = None
    model: str | None = None
    model_version: str | None = None
    family: str | None = None
    sku: str | None = None
    serial: str | None = None
    uuid: str | None = None
    """As 8-4-4-4-12 small hex digits, in the order that SMBIOS 2.6 and later prescribe."""
    asset_tag: str | None = None
    chassis: str | None = None
    """A word of `dmi_sysfs`: desktop, notebook, tower, ..."""
    board_maker: str | None = None
    board: str | None = None
    board_serial: str | None = None
    firmware_maker: str | None = None
    firmware: str | None = None
    firmware_date: str | None = None
    """Year-month-day."""
    boot_mode: str | None = None
    """`uefi` or `legacy`."""
    hypervisor: str | None = None
    """What a virtual computer runs on, for example kvm or hyper-v; None for a physical one."""


@dataclass(frozen=True, slots=True)
class Processor:
    """One kind of processor in the machine; `sockets` of them."""

    model: str | None = None
    maker: str | None = None
    sockets: int | None = None
    cores: int | None = None
    """Cores of all of them together."""
    threads: int | None = None
    """Threads of all of them together."""
    max_mhz: int | None = None


def together(processors: Sequence[Processor]) -> Processor:
    """All processors of a machine as one; the models of different ones side by side."""

    def total(numbers: Iterable[int | None]) -> int | None:
        return sum(number for number in numbers if number) or None

    models = dict.fromkeys(one.model for one in processors if one.model)
    return Processor(
        model=", ".join(models) or None,
        maker=next((one.maker for one in processors if one.maker), None),
        sockets=total(one.sockets for one in processors),
        cores=total(one.cores for one in processors),
        threads=total(one.threads for one in processors),
        max_mhz=max((one.max_mhz for one in processors if one.max_mhz), default=None),
    )


@dataclass(frozen=True, slots=True)
class MemoryModule:
    """One memory slot, with or without a module in it: `size` 0 is an empty slot."""

    slot: str
    """Name on the board; with the bank before it where the name alone is not unique."""
    size: int | None
    """Bytes."""
    form: str | None = None
    """dimm, sodimm, soldered, ..."""
    kind: str | None = None
    """DDR3, DDR4, LPDDR5, ..."""
    speed: int | None = None
    """Rated speed, MT/s."""
    maker: str | None = None
    part: str | None = None
    serial: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryBoard:
    """What the board can take."""

    slots: int | None = None
    free_slots: int | None = None
    maximum: int | None = None
    """Bytes."""


@dataclass(frozen=True, slots=True)
class DiskDrive:
    """One disk with a medium in it."""

    name: str
    """Name of the device, for example sda, nvme0n1, PhysicalDrive0, disk0."""
    model: str | None = None
    maker: str | None = None
    serial: str | None = None
    size: int | None = None
    bus: str | None = None
    """sata, nvme, usb, sas, mmc, ide, virtual, ..."""
    rotational: bool | None = None
    removable: bool | None = None
    firmware: str | None = None


@dataclass(frozen=True, slots=True)
class GraphicsCard:
    """One graphics processor."""

    name: str
    maker: str | None = None
    memory: int | None = None
    driver: str | None = None


@dataclass(frozen=True, slots=True)
class Monitor:
    """One screen, by its EDID (VESA E-EDID 1.4)."""

    maker_code: str
    """Three letters of the PNP registry."""
    product_code: int
    name: str | None = None
    serial: str | None = None
    maker: str | None = None
    year: int | None = None
    week: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    width_px: int | None = None
    height_px: int | None = None
    digital: bool | None = None
    connector: str | None = None
    """Where it hangs, for example HDMI-A-1; None where the source does not say."""


@dataclass(frozen=True, slots=True)
class NetworkCard:
    """One network card, real or virtual."""

    name: str
    kind: str
    """ethernet, wifi, mobile, bluetooth, bridge, virtual, other."""
    up: bool | None = None
    mac: str | None = None
    """The address burnt into it, small hex digits with colons."""
    speed: int | None = None
    """Mbit/s, while there is a link."""
    bus: str | None = None
    """pci, usb, thunderbolt, virtual, ...: a card on usb may belong to a dock that travels."""
    onboard: bool | None = None
    """True only for a card that is part of the machine for good: evidence of identity."""
    model: str | None = None


@dataclass(frozen=True, slots=True)
class PrinterQueue:
    """One printer that is set up on the machine for everyone."""

    name: str
    model: str | None = None
    connection: str | None = None
    """usb, network, virtual, shared, ...; never an address with an account in it."""
    default: bool | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """One battery."""

    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    chemistry: str | None = None
    design_mwh: int | None = None
    full_mwh: int | None = None
    cycles: int | None = None


@dataclass(frozen=True, slots=True)
class SecurityChip:
    """The TPM."""

    present: bool | None
    version: str | None = None
    """1.2 or 2.0."""
    enabled: bool | None = None
    activated: bool | None = None
    maker: str | None = None

    @property
    def state(self) -> str | None:
        """`enabled`, `disabled`, `present` where it does not say more, `none`; None where nobody can tell."""
        if not self.present:
            return None if self.present is None else "none"
        if self.enabled is False or self.activated is False:
            return "disabled"
        return "enabled" if self.enabled else "present"


@dataclass(frozen=True, slots=True)
class SecureBoot:
    """Whether firmware starts only what is signed, and with which certificates."""

    enabled: bool | None
    knows_2023: bool | None = None
    """Whether the certificate authorities of 2023 are in the database; those of 2011 end from June 2026 on."""


@dataclass(frozen=True, slots=True)
class PowerSupply:
    """One power supply unit of the computer, of servers mostly."""

    name: str
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    max_watt: int | None = None
    present: bool | None = None
    state: str | None = None
    """ok, critical, non-critical; None where the firmware does not say."""
    hot_swap: bool | None = None


@dataclass(frozen=True, slots=True)
class Whole:
    """Everything a look at one computer's hardware found, whatever the operating system.

    An empty list means: looked and found none. None in its place means: this source cannot tell, so the rows told
    before stay. A reason for that may stand in `unknown`, under the name of the table.
    """

    computer: Computer = field(default_factory=Computer)
    processors: tuple[Processor, ...] = ()
    memory: int | None = None
    """Bytes that the system can use; None: the survey asks psutil."""
    virtual: bool | None = None
    """True for a virtual machine; None: judged by `computer.hypervisor`."""
    modules: tuple[MemoryModule, ...] | None = None
    memory_board: MemoryBoard = field(default_factory=MemoryBoard)
    disks: tuple[DiskDrive, ...] | None = None
    graphics: tuple[GraphicsCard, ...] | None = None
    monitors: tuple[Monitor, ...] | None = None
    cards: tuple[NetworkCard, ...] | None = None
    printers: tuple[PrinterQueue, ...] | None = None
    batteries: tuple[Pack, ...] | None = None
    power_supplies: tuple[PowerSupply, ...] | None = None
    security_chip: SecurityChip | None = None
    """None: cannot tell; `SecurityChip(present=False)`: there is none."""
    secure_boot: SecureBoot | None = None
    unknown: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """memory_modules, disks, graphics, monitors, interfaces, printers, batteries or power_supplies -> (reason as a
    sentence, remedy) for what could not be told."""
