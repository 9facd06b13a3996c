"""What the structures of one SMBIOS table add up to: the computer and its parts.

Here placeholders go, slots get names of their own, sockets with the same processor are counted together, and what a
virtual machine's firmware makes up (a board with 128 empty memory slots) is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from schoolwacht_agent.platforms import dmi_sysfs
from schoolwacht_agent.platforms.machine_parts import (
    Computer,
    MemoryBoard,
    MemoryModule,
    Pack,
    PowerSupply,
    Processor,
    SecurityChip,
    Whole,
)
from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.smbios import codes, unique
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
from schoolwacht_agent.platforms.smbios.memory_makers import maker

_MOST_ROWS = 512


def assemble(facts: Iterable[Fact]) -> Whole:
    """The whole computer, as far as its table tells."""
    found = list(facts)
    computer = _computer(found)
    virtual = computer.hypervisor is not None or any(f.virtual for f in found if isinstance(f, Firmware))
    modules, board = _memory(found, virtual=virtual)
    chips = [fact for fact in found if isinstance(fact, Tpm)]
    return Whole(
        computer=computer,
        processors=tuple(_processors([fact for fact in found if isinstance(fact, Socket)])),
        virtual=virtual or None,
        modules=modules,
        memory_board=board,
        batteries=tuple(_batteries([fact for fact in found if isinstance(fact, PortableBattery)])),
        power_supplies=tuple(_supplies([fact for fact in found if isinstance(fact, Supply)])),
        security_chip=SecurityChip(present=True, version=chips[0].version, maker=clean(chips[0].maker))
        if chips
        else None,
    )


def main_board(found: Sequence[Fact]) -> Board | None:
    """The board that hosts the processors, else the first."""
    boards = [fact for fact in found if isinstance(fact, Board)]
    return next((fact for fact in boards if fact.main), boards[0] if boards else None)


def _computer(found: Sequence[Fact]) -> Computer:
    firmware = next((fact for fact in found if isinstance(fact, Firmware)), Firmware())
    system = next((fact for fact in found if isinstance(fact, System)), System())
    board = main_board(found) or Board()
    chassis = next((fact for fact in found if isinstance(fact, Chassis)), Chassis())
    names = dmi_sysfs.Firmware(
        maker=clean(system.maker),
        model=clean(system.product),
        board_maker=clean(board.maker),
        firmware_maker=clean(firmware.maker),
    )
    return Computer(
        maker=names.maker,
        model=names.model,
        model_version=clean(system.version),
        family=clean(system.family),
        sku=clean(system.sku) or clean(chassis.sku),
        serial=clean(system.serial) or clean(chassis.serial),
        uuid=system.uuid,
        asset_tag=clean(chassis.asset_tag) or clean(board.asset_tag),
        chassis=chassis.shape,
        board_maker=names.board_maker,
        board=clean(board.product),
        board_serial=clean(board.serial),
        firmware_maker=names.firmware_maker,
        firmware=clean(firmware.version),
        firmware_date=dmi_sysfs.iso_date(clean(firmware.date)),
        hypervisor=names.hypervisor,
    )


def _processors(sockets: Sequence[Socket]) -> Iterable[Processor]:
    kinds: dict[tuple[str | None, str | None], list[Socket]] = {}
    for socket in sockets:
        if socket.populated and socket.central:
            kinds.setdefault((clean(socket.model), clean(socket.maker)), []).append(socket)
    for (model, made_by), same in kinds.items():
        yield Processor(
            model=model,
            maker=made_by,
            sockets=len(same),
            cores=_sum(socket.cores for socket in same),
            threads=_sum(socket.threads for socket in same),
            max_mhz=max((socket.max_mhz for socket in same if socket.max_mhz), default=None),
        )


def _memory(found: Sequence[Fact], *, virtual: bool) -> tuple[tuple[MemoryModule, ...] | None, MemoryBoard]:
    arrays = {fact.handle: fact for fact in found if isinstance(fact, MemoryArray)}
    devices = [fact for fact in found if isinstance(fact, MemoryDevice) and works(fact, arrays)]
    modules = _modules(devices) or _old_modules([fact for fact in found if isinstance(fact, OldModule)])
    slots = len(modules) or _sum(one.slots for one in arrays.values() if one.system)
    installed = sum(module.size or 0 for module in modules)
    maximum = _sum(one.maximum for one in arrays.values() if one.system)
    board = MemoryBoard(
        slots=slots or None,
        free_slots=sum(module.size == 0 for module in modules) if modules else None,
        maximum=maximum if maximum and maximum >= installed else None,
    )
    if virtual:
        modules, board = [module for module in modules if module.size != 0], MemoryBoard()
    return tuple(modules[:_MOST_ROWS]) if modules or arrays else None, board


def works(device: MemoryDevice, arrays: Mapping[int, MemoryArray]) -> bool:
    """Whether the system works with the memory in this slot; firmware keeps itself in chips that are listed too."""
    if device.kind in codes.NO_MEMORY:
        return False
    group = arrays.get(device.array) if device.array is not None else None
    # A group that says it is something else but holds the only modules is a slip of the firmware.
    return group is None or group.system or not any(one.system for one in arrays.values())


def _modules(devices: Sequence[MemoryDevice]) -> list[MemoryModule]:
    slots = unique.names([(clean(one.locator), clean(one.bank)) for one in devices], "slot")
    return [
        MemoryModule(slot, one.size, one.form, None, None)
        if not one.size  # what an empty slot says of its module is filler
        else MemoryModule(
            slot, one.size, one.form, one.kind, one.speed, _maker(one.maker), clean(one.part), clean(one.serial)
        )
        for slot, one in zip(slots, devices, strict=True)
    ]


def _old_modules(modules: Sequence[OldModule]) -> list[MemoryModule]:
    slots = unique.names([(clean(one.slot), None) for one in modules], "slot")
    return [
        MemoryModule(slot, one.size, kind=one.kind if one.size else None)
        for slot, one in zip(slots, modules, strict=True)
    ]


def _batteries(batteries: Sequence[PortableBattery]) -> Iterable[Pack]:
    named = [one for one in batteries if any_name(one)][:_MOST_ROWS]
    names = unique.names([(clean(one.location) or clean(one.name), None) for one in named], "battery")
    for name, one in zip(names, named, strict=True):
        yield Pack(
            name,
            maker=clean(one.maker),
            model=clean(one.name),
            serial=clean(one.serial),
            chemistry=clean(one.chemistry),
            design_mwh=one.design_mwh,
        )


def _supplies(supplies: Sequence[Supply]) -> Iterable[PowerSupply]:
    named = [one for one in supplies if any_name(one)][:_MOST_ROWS]
    names = unique.names([(clean(one.location) or clean(one.name), None) for one in named], "supply")
    for name, one in zip(names, named, strict=True):
        yield PowerSupply(
            name,
            maker=clean(one.maker),
            model=clean(one.model) or clean(one.name),
            serial=clean(one.serial),
            max_watt=one.watt or None,
            present=one.present,
            state=one.state,
            hot_swap=one.hot_swap,
        )


def any_name(part: PortableBattery | Supply) -> bool:
    """A bay that says only where it is, or a board that leaves everything to be filled in, is no part."""
    model = part.model if isinstance(part, Supply) else None
    return any(clean(text) for text in (part.name, part.maker, part.serial, model))


def _maker(text: str | None) -> str | None:
    name = clean(text)
    return maker(name) if name else None


def clean(text: str | None) -> str | None:
    """The text, or None where it says nothing."""
    return told(text) or None if text else None


def _sum(numbers: Iterable[int | None]) -> int | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
