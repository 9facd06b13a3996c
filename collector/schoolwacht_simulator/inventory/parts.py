"""The computer itself: board and chips, memory, disks, cards, pictures, and batteries as parts."""

from __future__ import annotations

from collections.abc import Iterator

from schoolwacht_simulator.chance import made_up_uuid, number, pick, share, whole
from schoolwacht_simulator.device import SimulatedDevice
from schoolwacht_simulator.gauges.meter import Now
from schoolwacht_simulator.gauges.storage import card_name
from schoolwacht_simulator.inventory.table import Facts, table
from schoolwacht_simulator.machines import GIB, Disk, Machine

_MAKERS = {"PC711": "SK hynix", "WD": "Western Digital", "WDC": "Western Digital", "KBG40ZNS": "KIOXIA",
           "CT": "Crucial", "ST": "Seagate", "KINGSTON": "Kingston", "TOSHIBA": "Toshiba", "APPLE": "Apple",
           "Samsung": "Samsung"}  # fmt: skip
_MEMORY_MAKERS = (("Samsung", "M471A1K43EB1-CWE"), ("SK Hynix", "HMA81GS6DJR8N-XN"), ("Micron", "8ATF1G64HZ-3G2R1"))
_CAN_TAKE_GIB = {"desktop": 64, "mini": 64, "tower": 128, "notebook": 32}


def has_chip(machine: Machine) -> bool:
    """Whether there is a security chip: Macs have something else, and the oldest boards nothing."""
    return machine.system.family != "macos" and not machine.model.before_windows_11


def secure_boot(machine: Machine) -> int | None:
    """1 if it starts only what is signed: as delivered, but servers are set up without it."""
    return None if machine.system.family == "macos" else int(machine.model.chassis != "tower")


def modules(machine: Machine) -> tuple[int, int, int]:
    """How many slots, how many modules in them, and GiB of each."""
    gib = -(-machine.memory // GIB)
    if machine.model.soldered:
        return 1, 1, gib
    slots = 4 if machine.model.chassis in {"desktop", "tower"} else 2
    used = 1 if gib <= 8 else 2  # noqa: PLR2004 - small memories come as one module
    return slots, used, gib // used


def _hardware(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    machine, model = device.machine, device.machine.model
    slots, used, _each = modules(machine)
    mac = machine.system.family == "macos"
    yield {
        "part": "system", "maker": model.maker, "model": model.name, "serial": machine.serial,
        "chassis": model.chassis, "board": f"{model.maker} 0{machine.serial[:4]}",
        "board_serial": f"/{machine.serial}/CNWS2", "firmware": model.firmware, "firmware_date": model.firmware_date,
        "boot_mode": "uefi", "cpu": model.cpu, "cpu_mhz": 2000 + 100 * (number(model.cpu) % 29), "sockets": 1,
        "cores": model.cores, "threads": model.threads, "memory_bytes": machine.memory, "nature": "physical",
        "machine_uuid": made_up_uuid(machine.serial),
        "asset_tag": f"S{number(machine.serial) % 100_000:05}", "sku": f"0{number(model.name) % 4096:03X}",
        "memory_slots": slots, "free_slots": slots - used,
        "memory_maximum_bytes": (machine.memory if model.soldered else _CAN_TAKE_GIB.get(model.chassis, 32) * GIB),
        "tpm_version": "2.0" if has_chip(machine) else None,
        "tpm_state": None if mac else "enabled" if has_chip(machine) else "none",
        "secure_boot": secure_boot(machine),
        "secure_boot_2023": None if mac else int(model.firmware_date >= "2025" and secure_boot(machine) == 1),
        "windows11_cpu": None if mac else "no" if model.before_windows_11 else "yes",
    }  # fmt: skip


def _memory_modules(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    machine = device.machine
    slots, used, gib = modules(machine)
    laptop = machine.model.chassis in {"notebook", "mini"}
    form = "soldered" if machine.model.soldered else "sodimm" if laptop else "dimm"
    maker, part = pick(_MEMORY_MAKERS, machine.serial, "memory")
    for place in range(slots):
        slot = f"DIMM{place + 1}" if not machine.model.soldered else "Motherboard"
        if place >= used:
            yield {"slot": slot, "size_bytes": 0, "form": form}
            continue
        yield {
            "slot": slot, "size_bytes": gib * GIB, "form": form, "kind": "DDR4", "speed_mts": 3200, "maker": maker,
            "part": part, "serial": f"{number(machine.serial, 'module', place) % 2**32:08X}",
        }  # fmt: skip


def _disks(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    for disk in device.machine.disks:
        yield {
            "name": disk.name, "model": disk.model, "size_bytes": disk.size, "rotational": int(disk.kind == "hdd"),
            "removable": 0, "bus": "nvme" if disk.kind == "nvme" else "sata", "serial": disk.serial,
            "firmware": disk.firmware, "maker": _maker(disk),
        }  # fmt: skip


def _maker(disk: Disk) -> str | None:
    return next((maker for start, maker in _MAKERS.items() if disk.model.startswith(start)), None)


def _interfaces(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    wireless = device.machine.wireless
    yield {
        "name": card_name(device), "mac": device.machine.mac, "kind": "wifi" if wireless else "ethernet",
        "speed_mbit": None if wireless else 1000, "up": 1, "bus": "pci", "onboard": 1,
        "model": "Intel(R) Wi-Fi 6 AX201 160MHz" if wireless else "Intel(R) Ethernet Connection (17) I219-LM",
    }  # fmt: skip


def _graphics(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    machine = device.machine
    if machine.model.name.startswith("Precision"):
        yield {"name": "NVIDIA T1000", "maker": "NVIDIA", "memory_bytes": 4 * GIB, "driver": "31.0.15.3896"}
    windows = machine.system.family == "windows"
    if "AMD" in machine.model.cpu:
        yield {"name": "AMD Radeon(TM) Graphics", "maker": "AMD", "driver": "31.0.12027.9001" if windows else "amdgpu"}
    elif machine.system.family == "macos":
        yield {"name": "Apple M1", "maker": "Apple"}
    elif machine.model.chassis == "tower":
        yield {"name": "Matrox G200eW3", "maker": "Matrox", "memory_bytes": 16 * 1024 * 1024, "driver": "mgag200"}
    else:
        yield {"name": "Intel(R) UHD Graphics", "maker": "Intel", "driver": "31.0.101.2137" if windows else "i915"}


def _battery_packs(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    if (battery := device.machine.battery) is not None:
        yield {
            "name": battery.name, "maker": battery.maker, "model": battery.model, "chemistry": "Li-ion",
            "serial": f"{number(device.machine.serial, 'pack') % 100_000:05}", "design_mwh": battery.design_mwh,
        }  # fmt: skip


def _power_supplies(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    if device.machine.model.chassis != "tower":
        return
    for place in (1, 2):
        yield {
            "name": f"PSU.Slot.{place}", "maker": "Delta", "model": "0W12Y2", "max_watt": 495, "present": 1,
            "hot_swap": 1, "state": "ok", "serial": f"CN{number(device.machine.serial, 'psu', place) % 10**9:09}",
        }  # fmt: skip


def _monitors(device: SimulatedDevice, _: Now) -> Iterator[Facts]:
    machine = device.machine
    if machine.model.chassis == "tower":
        return  # servers stand in a rack room without a screen
    kinds = _screens(device)
    for rank, (code, maker, name, product, width, height, mm, mm_high) in enumerate(kinds, start=1):
        outside = not (machine.battery or machine.system.family == "macos")
        linux = machine.system.family == "linux"
        yield {
            "place": f"HDMI-A-{rank}" if linux else f"{code}-{product}-{rank}", "maker_code": code, "maker": maker,
            "name": name, "product_code": product, "width_px": width, "height_px": height, "width_mm": mm,
            "height_mm": mm_high, "digital": int(not (outside and share(machine.serial, "vga") < 0.08)),  # noqa: PLR2004 - a few still hang on VGA
            "serial": f"{number(machine.serial, 'screen', rank) % 10**8:08}" if outside else None,
            "week": whole(1, 52, machine.serial, "week", rank), "year": whole(2017, 2024, machine.serial, "year", rank),
        }  # fmt: skip


_Screen = tuple[str, str, str | None, int, int, int, int, int]
_DESK: tuple[_Screen, ...] = (
    ("DEL", "Dell Inc.", "DELL P2419H", 53465, 1920, 1080, 527, 296),
    ("IVM", "iiyama", "PLE2483H", 24835, 1920, 1080, 531, 299),
    ("PHL", "Philips", "PHL 243V7", 49489, 1920, 1080, 527, 296),
)
_SMART: _Screen = ("STC", "SMART Technologies", "SMART Board MX265", 8517, 3840, 2160, 1428, 803)


def _screens(device: SimulatedDevice) -> list[_Screen]:
    machine = device.machine
    if machine.system.family == "macos":
        return [("APP", "Apple", "iMac", 44634, 4480, 2520, 520, 292)]
    if machine.battery:
        return [("BOE", "BOE Technology", None, 2354, 1920, 1080, 309, 174)]
    if machine.model.name.startswith("NUC"):
        return [_SMART]
    desk = pick(_DESK, device.room, "screen")
    return [desk, desk] if device.device_class == "staff" and share(device.key, "two screens") < 0.5 else [desk]  # noqa: PLR2004 - half of the offices


TABLES = (
    table("hardware",
          "part maker model serial chassis board board_serial firmware firmware_date boot_mode cpu cpu_mhz:integer "
          "sockets:integer cores:integer threads:integer memory_bytes:integer nature machine_uuid asset_tag sku "
          "memory_slots:integer free_slots:integer memory_maximum_bytes:integer tpm_version tpm_state "
          "secure_boot:integer secure_boot_2023:integer windows11_cpu", 1, _hardware),
    table("memory_modules", "slot size_bytes:integer form kind speed_mts:integer maker part serial", 1,
          _memory_modules),
    table("disks", "name model size_bytes:integer rotational:integer removable:integer bus serial firmware maker", 1,
          _disks),
    table("interfaces", "name mac kind speed_mbit:integer up:integer bus onboard:integer model", 1, _interfaces),
    table("graphics", "name maker memory_bytes:integer driver", 1, _graphics),
    table("monitors",
          "place maker_code maker name product_code:integer serial week:integer year:integer width_px:integer "
          "height_px:integer width_mm:integer height_mm:integer digital:integer", 1, _monitors, tells_none=True),
    table("battery_packs", "name maker model chemistry serial design_mwh:integer", 1, _battery_packs),
    table("power_supplies", "name maker model max_watt:integer present:integer hot_swap:integer state serial", 1,
          _power_supplies),
)  # fmt: skip
