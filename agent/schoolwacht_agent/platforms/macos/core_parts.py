"""The computer, its processors and its memory, out of SPHardware-, SPSoftware- and SPMemoryDataType.

Names of fields by the prints of 10.4 to 15: "Machine Model" and "Model Identifier" (`machine_model`), "Number Of CPUs"
and "Total Number of Cores" (`number_processors`, on Apple silicon `proc 8:4:4:0`: all, performance and efficiency
cores). The name and the account of the user that SPSoftwareDataType tells are never read.
"""

from __future__ import annotations

import re

from schoolwacht_agent.platforms.machine_parts import Computer, MemoryBoard, MemoryModule, Processor, SecureBoot
from schoolwacht_agent.platforms.macos.profile import Item, folded
from schoolwacht_agent.platforms.macos.quantities import megahertz, memory_bytes, whole, yes
from schoolwacht_agent.platforms.placeholders import told

_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_PORTABLE = ("macbook", "powerbook", "ibook")
_TOTAL = re.compile(r"(?:proc\s*)?(\d{1,4})")
_HYPERVISORS = {
    "vmware": "vmware",
    "parallels": "parallels",
    "virtualbox": "virtualbox",
    "virtualmac": "apple",
    "qemu": "qemu",
}
_SPEED = re.compile(r"(\d{2,6})\s*(?:MHz|MT/s)", re.IGNORECASE)
_PC_RATING = re.compile(r"\bPC(\d?)L?-?(\d{3,5})", re.IGNORECASE)
_RATES = (200, 266, 333, 400, 533, 667, 800, 1067, 1333, 1600, 1867, 2133, 2400, 2667, 2933, 3200)
"""MT/s of DDR memory (JEDEC); the number of bytes in a module's name is rounded off."""
_MOST_MODULES = 256
EMPTY = ("empty", "dimm_empty", "leer", "vide")


def computer(hardware: list[Item]) -> Computer:
    """The computer as a whole; without its section nothing is known of it."""
    item = next((one for one in hardware if one.get("machinemodel", "modelidentifier", "machinename")), Item(""))
    model = told(item.get("machinemodel", "modelidentifier"))
    name = told(item.get("machinename", "modelname"))
    uuid = item.get("platformuuid", "hardwareuuid")
    virtual = hypervisor(f"{model or ''} {item.get('bootromversion', 'systemfirmwareversion')}")
    return Computer(
        maker="Apple Inc." if (model or name) and virtual in (None, "apple") else None,
        model=model or name,
        family=name,
        sku=told(item.get("modelnumber", "modelpartnumber")),
        serial=_serial(item.get("serialnumber", "serialnumbersystem")),
        uuid=uuid.casefold() if _UUID.fullmatch(uuid) else None,
        chassis=_chassis(f"{name or ''} {model or ''}"),
        board_serial=_serial(item.get("mmmserialnumber", "mlbserialnumber")),
        firmware_maker="Apple Inc." if item.get("bootromversion", "systemfirmwareversion") else None,
        firmware=told(item.get("bootromversion", "systemfirmwareversion")),
        boot_mode="uefi" if _intel(item) else None,
        hypervisor=virtual,
    )


def hypervisor(text: str) -> str | None:
    """What runs a virtual Mac, by the model that it claims to be; None for what looks like a real one."""
    plain = text.casefold()
    return next((name for word, name in _HYPERVISORS.items() if word in plain), None)


def _serial(text: str) -> str | None:
    """A number; where a main board was renewed and never given one, "SystemSerialNumb..." and the like stand."""
    plain = told(text)
    return (
        None
        if plain is None or plain.casefold().startswith(("systemserial", "not available", "unavailable"))
        else plain
    )


def _chassis(text: str) -> str | None:
    plain = text.casefold()
    if any(word in plain for word in _PORTABLE):
        return "notebook"
    if "imac" in plain:
        return "all in one"
    if "mac mini" in plain or "macmini" in plain or "mac studio" in plain:
        return "mini pc"
    return "tower" if "mac pro" in plain or "power mac" in plain or "macpro" in plain else None


def _intel(item: Item) -> bool:
    """Intel Macs start by EFI; PowerPC by Open Firmware, Apple silicon by iBoot."""
    return "intel" in item.get("cputype", "processorname").casefold()


def processors(hardware: list[Item]) -> tuple[Processor, ...]:
    """One kind of processor; Macs never had two."""
    for item in hardware:
        name = told(item.get("chiptype", "chip", "cputype", "processorname"))
        if name is None or name.casefold() == "unknown":
            continue
        sockets = whole(item.get("packages", "numberofprocessors"))
        total = _TOTAL.match(item.get("totalnumberofcores", "numberprocessors", "numberofcpus"))
        cores = int(total[1]) if total else None
        apple = "apple" in name.casefold()
        if not item.get("totalnumberofcores") and not item.get("packages") and not apple and item.get("numberofcpus"):
            sockets = cores  # before 10.5 a CPU was a socket as well as a core
        maker = next((one for one in ("Apple", "Intel", "AMD", "PowerPC") if one.casefold() in name.casefold()), None)
        threads = (
            cores
            if apple
            else (
                2 * cores
                if cores and "enabled" in item.get("platformcpuhtt", "hyperthreadingtechnology").casefold()
                else None
            )
        )
        speed = megahertz(item.get("currentprocessorspeed", "processorspeed", "cpuspeed"))
        return (Processor(name, None if maker == "PowerPC" else maker, sockets or 1, cores, threads, speed),)
    return ()


def memory(hardware: list[Item]) -> int | None:
    """Bytes of memory in all."""
    return next((size for item in hardware if (size := memory_bytes(item.get("physicalmemory", "memory")))), None)


def modules(items: list[Item]) -> tuple[MemoryModule, ...]:
    """Every slot. Apple silicon prints no slots but one "Memory" with type and maker: one soldered module."""
    fixed = any(yes(item.get("upgradeablememory", "ismemoryupgradeable")) is False for item in items)
    found = [_module(item, at, fixed=fixed) for at, item in enumerate(_slots(items)[:_MOST_MODULES])]
    return tuple(module for module in found if module is not None)


def _slots(items: list[Item]) -> list[Item]:
    """The things that have a size of their own, wherever they stand; a slot's name is often "BANK 0/DIMM0"."""
    return [item for top in items for item in top.walk() if item.get(*_SIZES)]


_SIZES = ("dimmsize", "size", "spmemorydatatype", "memory")


def _module(item: Item, at: int, *, fixed: bool) -> MemoryModule | None:
    text = item.get(*_SIZES)
    soldered = fixed or not item.get("dimmsize", "size")
    size = 0 if text.casefold() in EMPTY else memory_bytes(text)
    if size is None:
        return None
    if size == 0:
        return MemoryModule(told(item.name) or str(at), 0)
    rating = item.get("dimmspeed", "speed")
    return MemoryModule(
        slot="soldered" if not item.get("dimmsize", "size") else told(item.name) or str(at),
        size=size,
        form="soldered" if soldered else None,
        kind=told(item.get("dimmtype", "type").removesuffix(" SDRAM")),
        speed=_speed(rating),
        maker=_maker(item.get("dimmmanufacturer", "manufacturer")),
        part=_part(item.get("dimmpartnumber", "partnumber")),
        serial=_part(item.get("dimmserialnumber", "serialnumber")),
    )


def _speed(text: str) -> int | None:
    """The text "1600 MHz" is the rate of transfers; "PC2-4200U-444" is bytes a second, eight a transfer."""
    if match := _SPEED.search(text):
        return int(match[1])
    match = _PC_RATING.search(text)
    if match is None:
        return None
    rate = int(match[2])
    if not match[1] and rate <= 133:  # noqa: PLR2004 - PC133 is a rate of transfers
        return rate
    nearest = min(_RATES, key=lambda one: abs(one - rate / 8))
    return nearest if abs(nearest - rate / 8) < nearest / 20 else round(rate / 8)


def _maker(text: str) -> str | None:
    plain = told(text)
    return None if plain is None or plain.casefold().startswith("0x0000") or set(plain) <= set("0x-") else plain


def _part(text: str) -> str | None:
    """Part and serial numbers come as hexadecimal of padded ASCII: 0x4D34…20202020."""
    plain = text.strip()
    if plain.startswith("0x") and len(plain) > len("0x00000000") and len(plain) % 2 == 0:
        try:
            read = bytes.fromhex(plain[2:]).rstrip(b"\0 \xff").decode("ascii")
        except ValueError:
            return told(plain)
        return told(read) if read and read.isprintable() else told(plain)
    return None if plain in ("-", "0x00000000", "0x00") else told(plain)


def memory_board(found: tuple[MemoryModule, ...]) -> MemoryBoard:
    """How many slots, and how many of them are free. A soldered board has none."""
    slots = [module for module in found if module.form != "soldered"]
    if not found:
        return MemoryBoard()
    return MemoryBoard(len(slots), sum(module.size == 0 for module in slots))


def secure_boot(bridge: list[Item]) -> SecureBoot | None:
    """What a T2 or Apple silicon Mac may start: "Full Security" only what Apple signs (Apple Platform Security guide).

    Macs have no TPM; the Secure Enclave does its work and is not told here.
    """
    for item in bridge:
        level = folded(item.get("securebootlevel", "ibridgesecureboot", "secureboot"))
        if "full" in level or "medium" in level:
            return SecureBoot(True)
        if "reduced" in level or "permissive" in level or level.endswith(("nosecurity", "none", "disabled")):
            return SecureBoot(False)
    return None
