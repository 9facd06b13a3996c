"""What the computer is made of: maker and model, processor, memory, disks and network cards.

Serial numbers and card addresses belong to the asset, and so to whoever borrowed it: they are declared pseudonymous.
IP addresses are left out: they say where a person is, and the collector does not need them.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import psutil

from schoolwacht_agent.platforms import dmi_sysfs, proc_cpuinfo, sys_block, sys_net
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.probe import Column, DataClass, Kind, Probe, Row, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from schoolwacht_agent.platforms.dmi_sysfs import Firmware
    from schoolwacht_agent.platforms.proc_cpuinfo import Processor
    from schoolwacht_agent.platforms.sys_block import Disk
    from schoolwacht_agent.platforms.sys_net import Card

HARDWARE = Table(
    "hardware",
    "The computer as its firmware describes it: one row.",
    {
        "part": Column(Kind.TEXT, "Always `system`."),
        "maker": Column(Kind.TEXT, "Who made the computer."),
        "model": Column(Kind.TEXT, "Model of the computer."),
        "model_version": Column(Kind.TEXT, "Version of the model; some makers put the model's name here."),
        "serial": Column(Kind.TEXT, "Serial number.", data_class=DataClass.PSEUDONYMOUS),
        "chassis": Column(Kind.TEXT, "Shape, for example desktop or notebook."),
        "board": Column(Kind.TEXT, "Maker and model of the main board."),
        "firmware": Column(Kind.TEXT, "Maker and version of the firmware."),
        "firmware_date": Column(Kind.TEXT, "Day of the firmware's release, as year-month-day."),
        "boot_mode": Column(Kind.TEXT, "How the system was started: `uefi` or `legacy`."),
        "cpu": Column(Kind.TEXT, "Model of the processor."),
        "sockets": Column(Kind.INTEGER, "Processors.", "1"),
        "cores": Column(Kind.INTEGER, "Cores of all processors.", "1"),
        "threads": Column(Kind.INTEGER, "Threads of all processors.", "1"),
        "memory_bytes": Column(Kind.INTEGER, "Memory that the system can use.", "By"),
        "nature": Column(Kind.TEXT, "`virtual` or `physical`."),
        "hypervisor": Column(Kind.TEXT, "What a virtual computer runs on, for example kvm or hyper-v."),
    },
    key=("part",),
)
DISKS = Table(
    "disks",
    "Every disk with a medium in it.",
    {
        "name": Column(Kind.TEXT, "Name of the device, for example sda."),
        "model": Column(Kind.TEXT, "Model of the disk."),
        "size_bytes": Column(Kind.INTEGER, "Size of the disk.", "By"),
        "rotational": Column(Kind.INTEGER, "1 if it has turning platters, 0 if not.", "1"),
        "removable": Column(Kind.INTEGER, "1 if its medium can be taken out, 0 if not.", "1"),
    },
    key=("name",),
)
INTERFACES = Table(
    "interfaces",
    "Every network card but the loopback; no IP addresses.",
    {
        "name": Column(Kind.TEXT, "Name of the card, for example eth0."),
        "mac": Column(Kind.TEXT, "Address burnt into the card.", data_class=DataClass.PSEUDONYMOUS),
        "kind": Column(Kind.TEXT, "`ethernet`, `wifi`, `mobile`, `bridge`, `virtual` and so on."),
        "speed_mbit": Column(Kind.INTEGER, "Speed of the link, if there is one.", "Mbit/s"),
        "up": Column(Kind.INTEGER, "1 if the card is switched on, 0 if not.", "1"),
    },
    key=("name",),
)


@dataclass(frozen=True, slots=True)
class Machine:
    """Everything looked at in one go."""

    firmware: Firmware
    processor: Processor
    memory: int
    boot_mode: str | None
    disks: tuple[Disk, ...] = ()
    cards: tuple[Card, ...] = ()


def look() -> Machine:
    """The only lines that touch the machine."""
    firmware = dmi_sysfs.read(Path("/sys/class/dmi/id"))
    return Machine(
        firmware=firmware,
        processor=_processor(),
        memory=psutil.virtual_memory().total,
        boot_mode=_boot_mode(firmware),
        disks=tuple(sys_block.disks(Path("/sys/block"))),
        cards=tuple(_cards()),
    )


def _processor() -> Processor:
    try:
        return proc_cpuinfo.parse(Path("/proc/cpuinfo").read_text("utf-8", errors="replace"))
    except OSError:  # not Linux
        threads = os.cpu_count() or 0
        return proc_cpuinfo.Processor(None, 1, psutil.cpu_count(logical=False) or threads, threads, virtual=False)


def _boot_mode(firmware: Firmware) -> str | None:
    """Linux keeps /sys/firmware/efi if UEFI started it. Without any firmware data the question makes no sense."""
    if Path("/sys/firmware/efi").is_dir():
        return "uefi"
    return "legacy" if firmware.firmware else None


def _cards() -> Iterator[Card]:
    if sys.platform != "linux":
        addresses = psutil.net_if_addrs()
        for name, stats in sorted(psutil.net_if_stats().items()):
            if not name.casefold().startswith(("lo0", "loopback")):
                macs = [found.address for found in addresses.get(name, ()) if found.family == psutil.AF_LINK]
                mac = macs[0].replace("-", ":").casefold() if macs else None
                yield sys_net.Card(name, "other", stats.isup, mac, stats.speed or None)
    else:
        yield from sys_net.cards(Path("/sys/class/net"))


def rows(machine: Machine) -> Iterator[Row]:
    """One row for the computer, one for each disk and one for each card."""
    firmware, processor = machine.firmware, machine.processor
    virtual = processor.virtual or firmware.hypervisor is not None
    yield HARDWARE(
        part="system",
        maker=firmware.maker,
        model=firmware.model or processor.board,
        model_version=firmware.version,
        # Small makers number the board and leave the computer's own number empty.
        serial=firmware.serial or firmware.board_serial,
        chassis=firmware.chassis,
        board=_joined(firmware.board_maker, firmware.board),
        firmware=_joined(firmware.firmware_maker, firmware.firmware),
        firmware_date=firmware.firmware_date,
        boot_mode=machine.boot_mode,
        cpu=told(processor.model) if processor.model else None,
        sockets=processor.sockets,
        cores=processor.cores or None,
        threads=processor.threads or None,
        memory_bytes=machine.memory,
        nature="virtual" if virtual else "physical",
        hypervisor=firmware.hypervisor,
    )
    for disk in machine.disks:
        yield DISKS(
            name=disk.name,
            model=disk.model,
            size_bytes=disk.size,
            rotational=_number(disk.rotational),
            removable=_number(disk.removable),
        )
    for card in machine.cards:
        if not card.name.startswith("veth"):  # the end of a container's cable: a new name at every start
            yield INTERFACES(name=card.name, mac=card.mac, kind=card.kind, speed_mbit=card.speed, up=int(card.up))


def _joined(*words: str | None) -> str | None:
    return " ".join(filter(None, words)) or None


def _number(flag: bool | None) -> int | None:  # noqa: FBT001 - a fact turned into a number, not a switch
    return None if flag is None else int(flag)


PROBE = Probe(
    "hardware",
    timedelta(hours=6),
    (HARDWARE, DISKS, INTERFACES),
    lambda _: rows(look()),
    about="What the computer is made of.",
)
