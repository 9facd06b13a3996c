"""What the computer is made of: maker and model, processor, memory, disks, screens, cards, printers, batteries.

Serial numbers and card addresses belong to the asset, and so to whoever borrowed it: they are declared pseudonymous.
IP addresses are left out: they say where a person is, and the collector does not need them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import psutil

from schoolwacht_agent.platforms import this_computer, windows11_cpus
from schoolwacht_agent.platforms.machine_parts import Monitor, Whole, together
from schoolwacht_agent.platforms.smbios import unique
from schoolwacht_agent.probe import Cell, Column, DataClass, Group, Kind, Missing, Probe, Row, Table

_MOST_ROWS = 1000


def _text(about: str) -> Column:
    return Column(Kind.TEXT, about)


def _number(about: str, unit: str = "1") -> Column:
    return Column(Kind.INTEGER, about, unit)


def _pointing(about: str) -> Column:
    """What tells this one asset from all others."""
    return Column(Kind.TEXT, about, data_class=DataClass.PSEUDONYMOUS)


HARDWARE = Table(
    "hardware",
    "The computer as its firmware describes it: one row.",
    {
        "part": _text("Always `system`."),
        "maker": _text("Who made the computer."),
        "model": _text("Model of the computer."),
        "model_version": _text("Version of the model; some makers put the model's name here."),
        "serial": _pointing("Serial number."),
        "chassis": _text("Shape, for example desktop or notebook."),
        "board": _text("Maker and model of the main board."),
        "firmware": _text("Maker and version of the firmware."),
        "firmware_date": _text("Day of the firmware's release, as year-month-day."),
        "boot_mode": _text("How the system was started: `uefi` or `legacy`."),
        "cpu": _text("Model of the processor."),
        "sockets": _number("Processors."),
        "cores": _number("Cores of all processors."),
        "threads": _number("Threads of all processors."),
        "memory_bytes": _number("Memory that the system can use.", "By"),
        "nature": _text("`virtual` or `physical`."),
        "hypervisor": _text("What a virtual computer runs on, for example kvm or hyper-v."),
        "family": _text("Family of models, as its maker names it."),
        "sku": _text("Number under which the model is sold."),
        "asset_tag": _pointing("Number that the owner or the seller wrote into the firmware."),
        "machine_uuid": _pointing("The firmware's number of this computer; placeholders are left out."),
        "board_serial": _pointing("Serial number of the main board."),
        "cpu_mhz": _number("Highest clock of the processor.", "MHz"),
        "windows11_cpu": _text("Whether Windows 11 supports the processor: `yes`, `no` or `unknown`."),
        "memory_slots": _number("Memory slots on the board."),
        "free_slots": _number("Memory slots without a module."),
        "memory_maximum_bytes": _number("Memory that the board can take, by its own word.", "By"),
        "tpm_version": _text("Version of the security chip (TPM)."),
        "tpm_state": _text("`enabled`, `disabled`, `present` where it does not say more, or `none`."),
        "secure_boot": _number("1 if the firmware starts only what is signed, 0 if not."),
        "secure_boot_2023": _number(
            "1 if its certificates of 2011 have their successors of 2023 beside them, 0 if not."
        ),
    },
    key=("part",),
)
DISKS = Table(
    "disks",
    "Every disk with a medium in it.",
    {
        "name": _text("Name of the device, for example sda."),
        "model": _text("Model of the disk."),
        "size_bytes": _number("Size of the disk.", "By"),
        "rotational": _number("1 if it has turning platters, 0 if not."),
        "removable": _number("1 if its medium can be taken out, 0 if not."),
        "maker": _text("Who made it."),
        "serial": _pointing("Serial number."),
        "bus": _text("How it hangs on the computer: `sata`, `nvme`, `usb`, `mmc`, `virtual` and so on."),
        "firmware": _text("Version of its firmware."),
    },
    key=("name",),
)
INTERFACES = Table(
    "interfaces",
    "Every network card but the loopback; no IP addresses.",
    {
        "name": _text("Name of the card, for example eth0."),
        "mac": _pointing("Address burnt into the card."),
        "kind": _text("`ethernet`, `wifi`, `mobile`, `bridge`, `virtual` and so on."),
        "speed_mbit": _number("Speed of the link, if there is one.", "Mbit/s"),
        "up": _number("1 if the card is switched on, 0 if not."),
        "bus": _text("How it hangs on the computer; one on `usb` or `thunderbolt` may belong to a dock."),
        "onboard": _number("1 if it is part of the computer for good, 0 if it can be unplugged."),
        "model": _text("Maker and model."),
    },
    key=("name",),
)
MEMORY_MODULES = Table(
    "memory_modules",
    "Every memory slot of a physical computer, with or without a module, and every module of a virtual one.",
    {
        "slot": _text("Name of the slot on the board."),
        "size_bytes": _number("Size of the module; 0 for an empty slot.", "By"),
        "form": _text("Shape of slot or module: `dimm`, `sodimm`, `soldered` and so on."),
        "kind": _text("Technology, for example DDR4."),
        "speed_mts": _number("Rated speed, in millions of transfers a second.", "10*6/s"),
        "maker": _text("Who made it."),
        "part": _text("Part number."),
        "serial": _pointing("Serial number."),
    },
    key=("slot",),
)
GRAPHICS = Table(
    "graphics",
    "Every graphics processor.",
    {
        "name": _text("Its name; numbered where there are several of one name."),
        "maker": _text("Who made it."),
        "memory_bytes": _number("Memory of its own.", "By"),
        "driver": _text("Driver that runs it."),
    },
    key=("name",),
)
MONITORS = Table(
    "monitors",
    "Every screen that is connected now and says who it is.",
    {
        "place": _text(
            "Where it hangs, for example HDMI-A-1; else maker's code and numbers of the product and its rank."
        ),
        "maker": _text("Who made it."),
        "maker_code": _text("Three letters of its maker."),
        "product_code": _number("Number of the model, by its maker."),
        "name": _text("Model."),
        "serial": _pointing("Serial number."),
        "year": _number("Year in which it was made.", "a"),
        "week": _number("Week in which it was made."),
        "width_mm": _number("Width of the picture.", "mm"),
        "height_mm": _number("Height of the picture.", "mm"),
        "width_px": _number("Width of the mode that it likes best.", "{pixel}"),
        "height_px": _number("Height of the mode that it likes best.", "{pixel}"),
        "digital": _number("1 if it is fed digitally, 0 if by VGA."),
    },
    key=("place",),
)
PRINTERS = Table(
    "printers",
    "Every printer that is set up on the computer for everyone; no addresses.",
    {
        "name": _text("Name of the queue."),
        "model": _text("Model of the printer, by its driver."),
        "connection": _text("`usb`, `network`, `shared`, `virtual` and so on."),
        "default": _number("1 if it is the one that is used when none is chosen, 0 if not."),
    },
    key=("name",),
)
BATTERY_PACKS = Table(
    "battery_packs",
    "Every battery of the computer as a part with a serial number; how it fares is in `batteries`.",
    {
        "name": _text("Name or place of the battery."),
        "maker": _text("Who made it."),
        "model": _text("Model as its maker writes it."),
        "serial": _pointing("Serial number."),
        "chemistry": _text("Chemistry, for example Li-ion."),
        "design_mwh": _number("Energy it was designed to hold.", "mWh"),
        "full_mwh": _number("Energy it holds when full.", "mWh"),
        "cycles": _number("Times it was emptied and filled, by its own count."),
    },
    key=("name",),
)
POWER_SUPPLIES = Table(
    "power_supplies",
    "Every power supply that the firmware describes, of servers mostly.",
    {
        "name": _text("Name or place of the power supply."),
        "maker": _text("Who made it."),
        "model": _text("Model or part number."),
        "serial": _pointing("Serial number."),
        "max_watt": _number("Power that it can give.", "W"),
        "present": _number("1 if it is there, 0 if its bay is empty."),
        "state": _text("`ok`, `non-critical` or `critical`, by the firmware at the last start."),
        "hot_swap": _number("1 if it can be changed while the computer runs, 0 if not."),
    },
    key=("name",),
)
_PARTS_CALLED = {"battery_packs": "batteries"}
"""What readers call the parts of a table in `Whole.unknown`, where it is not the table's name."""
_RENAMED = {"size_bytes": "size", "memory_bytes": "memory", "speed_mbit": "speed", "speed_mts": "speed"}
"""Columns that carry a unit in their name, and what the parts call them."""


def rows(whole: Whole, memory: int | None = None) -> Iterator[Row | Missing]:
    """One row for the computer and one for each part; `memory` is what the operating system can use, in bytes."""
    yield _system(whole, memory)
    cards = whole.cards
    if cards is not None:  # veth: the end of a container's cable, with a new name at every start
        cards = tuple(card for card in cards if not card.name.startswith("veth"))
    for table, parts in (
        (MEMORY_MODULES, whole.modules),
        (DISKS, whole.disks),
        (GRAPHICS, whole.graphics),
        (MONITORS, whole.monitors),
        (INTERFACES, cards),
        (PRINTERS, whole.printers),
        (BATTERY_PACKS, whole.batteries),
        (POWER_SUPPLIES, whole.power_supplies),
    ):
        if parts is None:
            why = whole.unknown.get(_PARTS_CALLED.get(table.name, table.name), ("This computer does not tell.", ""))
            yield Missing(table, *why)
        else:
            yield from _parts(table, parts[:_MOST_ROWS])


def _parts(table: Table, parts: Sequence[object]) -> Iterator[Row]:
    (key,) = table.key
    keys = unique.names([(_name(part, key), None) for part in parts], table.name)
    for name, part in zip(keys, parts, strict=True):
        cells = {column: _cell(getattr(part, _RENAMED.get(column, column), None)) for column in table.columns}
        yield table(**{**cells, key: name})


def _name(part: object, key: str) -> str | None:
    if isinstance(part, Monitor):
        return part.connector or f"{part.maker_code} {part.product_code}"
    name = getattr(part, key)
    return None if name is None else str(name)


def _cell(value: object) -> Cell:
    if isinstance(value, bool):
        return int(value)
    return value if value is None or isinstance(value, str | int | float) else str(value)


def _system(whole: Whole, memory: int | None) -> Row:
    one, board, boot = whole.computer, whole.memory_board, whole.secure_boot
    cpu = together(whole.processors)
    virtual = whole.virtual or one.hypervisor is not None
    chip = whole.security_chip
    return HARDWARE(
        part="system",
        maker=one.maker,
        model=one.model,
        model_version=one.model_version,
        # Small makers number the board and leave the computer's own number empty.
        serial=one.serial or one.board_serial,
        chassis=one.chassis,
        board=_joined(one.board_maker, one.board),
        firmware=_joined(one.firmware_maker, one.firmware),
        firmware_date=one.firmware_date,
        boot_mode=one.boot_mode,
        cpu=cpu.model,
        sockets=cpu.sockets,
        cores=cpu.cores,
        threads=cpu.threads,
        memory_bytes=whole.memory or memory,
        nature="virtual" if virtual else "physical",
        hypervisor=one.hypervisor,
        family=one.family,
        sku=one.sku,
        asset_tag=one.asset_tag,
        machine_uuid=one.uuid,
        board_serial=one.board_serial,
        cpu_mhz=cpu.max_mhz,
        windows11_cpu=windows11_cpus.supported(cpu.model),
        memory_slots=board.slots,
        free_slots=board.free_slots,
        memory_maximum_bytes=board.maximum,
        tpm_version=chip.version if chip else None,
        tpm_state=chip.state if chip else None,
        secure_boot=_cell(boot.enabled) if boot else None,
        secure_boot_2023=_cell(boot.knows_2023) if boot else None,
    )


def _joined(*words: str | None) -> str | None:
    return " ".join(filter(None, words)) or None


PROBE = Probe(
    "hardware",
    timedelta(hours=6),
    (HARDWARE, MEMORY_MODULES, DISKS, GRAPHICS, MONITORS, INTERFACES, PRINTERS, BATTERY_PACKS, POWER_SUPPLIES),
    lambda _: rows(this_computer.look(), psutil.virtual_memory().total),
    about="What the computer is made of.",
    patience=timedelta(seconds=60),
    group=Group.HARDWARE,
)
