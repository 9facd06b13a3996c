"""The whole computer as Linux shows it: sysfs for what hangs on it, the firmware's table for what is inside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import TypeVar

from schoolwacht_agent.platforms import (
    cups,
    dmi_sysfs,
    efi_vars,
    pci_names,
    power_supply,
    proc_cpuinfo,
    sys_block,
    sys_drm,
    sys_net,
    sys_pci_display,
    tpm_sysfs,
)
from schoolwacht_agent.platforms.machine_parts import (
    Computer,
    DiskDrive,
    NetworkCard,
    Pack,
    PrinterQueue,
    Processor,
    SecureBoot,
    Whole,
)
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.smbios import table

_ROOT = "Run the agent's service as root."
_REASONS = {
    "no_right": ("The firmware's table can be read by root only.", _ROOT),
    "not_there": ("This computer has no SMBIOS table, or Linux does not show it.", ""),
}
_PLACES = ("sys/block", "sys/class/net", "sys/bus/pci/devices", "sys/class/drm")
_FROM_TABLE = ("memory_modules", "power_supplies")
_Part = TypeVar("_Part")
_T = TypeVar("_T", Computer, Processor)


def look(root: Path = Path("/")) -> Whole:
    """Reads everything; asks no disk and no program."""
    names = pci_names.load(root)
    unknown: dict[str, tuple[str, str]] = {}
    try:
        inside = table.linux(root)
    except table.NoTable as reason:
        inside = Whole()
        unknown |= dict.fromkeys(_FROM_TABLE, _REASONS[str(reason)])
    cpu = proc_cpuinfo.parse(_text(root / "proc/cpuinfo"))
    computer = _computer(root, inside.computer, cpu)
    try:
        printers: tuple[PrinterQueue, ...] | None = cups.read(root)
    except cups.NoRight:
        printers = None
        unknown["printers"] = ("The list of printers can be read by root only.", _ROOT)
    blocks, nets, slots, screens = (root / place for place in _PLACES)
    if not screens.is_dir():
        unknown["monitors"] = ("No graphics driver is loaded, so no screen can be seen.", "")
    return replace(
        inside,
        computer=computer,
        processors=tuple(_processors(root, inside, cpu)),
        virtual=cpu.virtual or inside.virtual or computer.hypervisor is not None,
        disks=_all(blocks, (_disk(found) for found in sys_block.disks(blocks, root / "run/udev/data"))),
        graphics=_all(slots, sys_pci_display.cards(slots, names)),
        monitors=_all(screens, sys_drm.monitors(screens)),
        cards=_all(nets, (_card(found, names) for found in sys_net.cards(nets))),
        printers=printers,
        batteries=tuple(_batteries(root)) or inside.batteries or _all(root / "sys/class/power_supply", ()),
        security_chip=tpm_sysfs.read(root) or inside.security_chip,
        secure_boot=SecureBoot(enabled=False) if computer.boot_mode == "legacy" else efi_vars.read(root),
        unknown=unknown,
    )


def _all(folder: Path, found: Iterable[_Part]) -> tuple[_Part, ...] | None:
    """All of them; None where the kernel does not even have the place to look at."""
    return tuple(found) if folder.is_dir() else None


def _computer(root: Path, inside: Computer, cpu: proc_cpuinfo.Processor) -> Computer:
    """The table is exact; sysfs tells most of the same to those who may not read it; ARM boards have a device tree."""
    firmware = dmi_sysfs.read(root / "sys/class/dmi/id")
    tree = root / "proc/device-tree"
    outside = Computer(
        maker=firmware.maker,
        model=firmware.model or told(_text(tree / "model").strip("\0")) or cpu.board,
        model_version=firmware.version,
        family=firmware.family,
        sku=firmware.sku,
        serial=firmware.serial or told(_text(tree / "serial-number").strip("\0")) or None,
        uuid=firmware.uuid,
        asset_tag=firmware.asset_tag,
        chassis=firmware.chassis,
        board_maker=firmware.board_maker,
        board=firmware.board,
        board_serial=firmware.board_serial,
        firmware_maker=firmware.firmware_maker,
        firmware=firmware.firmware,
        firmware_date=firmware.firmware_date,
        hypervisor=firmware.hypervisor,
    )
    both = _filled(inside, outside)
    if (root / "sys/firmware/efi").is_dir():
        return replace(both, boot_mode="uefi")
    # Without any firmware data (an ARM board, a container) the question makes no sense.
    return replace(both, boot_mode="legacy" if both.firmware else None)


def _processors(root: Path, inside: Whole, cpu: proc_cpuinfo.Processor) -> Iterator[Processor]:
    """The kernel knows what runs; the table, for machines whose kernel does not name the model."""
    fastest = _text(root / "sys/devices/system/cpu/cpu0/cpufreq/cpuinfo_max_freq").strip()
    seen = Processor(
        model=told(cpu.model) if cpu.model else None,
        maker=cpu.maker,
        sockets=cpu.sockets,
        cores=cpu.cores or None,
        threads=cpu.threads or None,
        max_mhz=int(fastest) // 1000 if fastest.isascii() and fastest.isdigit() and len(fastest) < 10 else None,  # noqa: PLR2004 - kHz
    )
    kinds = inside.processors
    yield _filled(seen, kinds[0]) if len(kinds) == 1 else seen


def _filled(first: _T, second: _T) -> _T:
    """The first, with what only the second knows."""
    missing = {one.name: getattr(second, one.name) for one in fields(first) if getattr(first, one.name) is None}
    return replace(first, **missing)


def _disk(found: sys_block.Disk) -> DiskDrive:
    return DiskDrive(
        name=found.name,
        model=found.model,
        maker=found.maker,
        serial=found.serial,
        size=found.size,
        bus=found.bus,
        rotational=found.rotational,
        removable=found.removable,
        firmware=found.firmware,
    )


def _card(found: sys_net.Card, names: pci_names.PciNames) -> NetworkCard:
    model = found.model
    if found.pci:
        vendor, device = found.pci
        words = (names.vendor(vendor), names.device(vendor, device) or f"{vendor}:{device}")
        model = " ".join(filter(None, words))
    return NetworkCard(found.name, found.kind, found.up, found.mac, found.speed, found.bus, found.onboard, model)


def _batteries(root: Path) -> Iterator[Pack]:
    folder = root / "sys/class/power_supply"
    for one in power_supply.batteries(folder):
        serial = told(_text(folder / one.name / "serial_number"))
        yield Pack(
            one.name, one.maker, one.model, serial or None, one.technology, one.design_mwh, one.full_mwh, one.cycles
        )


def _text(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            return opened.read(4 << 20).decode("utf-8", errors="replace")
    except OSError:
        return ""
