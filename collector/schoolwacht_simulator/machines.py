"""What a machine is: its make, its system, its disks, memory, card and battery. Serials and addresses are made up.

Models are ones that schools buy; sizes and firmware are of the kind those models have.
"""

from __future__ import annotations

from dataclasses import dataclass

from schoolwacht_simulator.chance import between, number, pick, whole

GB = 1_000_000_000
GIB = 1024**3


@dataclass(frozen=True, slots=True)
class System:
    """An operating system as it names itself."""

    family: str
    name: str
    version: str
    short: str
    version_id: str
    codename: str
    kernel: str
    architecture: str


@dataclass(frozen=True, slots=True)
class Model:
    """A computer as it is sold: shape, processor, memory in GiB, disks as (kind, size in GB), full battery in mWh."""

    maker: str
    name: str
    chassis: str
    cpu: str
    cores: int
    threads: int
    memory: int
    disks: tuple[tuple[str, int], ...]
    firmware: str
    firmware_date: str
    battery_mwh: int = 0
    soldered: bool = False
    """Whether its memory cannot be changed."""
    before_windows_11: bool = False
    """Whether its processor is too old for Windows 11, and its board has no security chip."""


@dataclass(frozen=True, slots=True)
class Disk:
    """A physical disk; `hours` it had run when the story begins."""

    name: str
    model: str
    serial: str
    firmware: str
    kind: str
    size: int
    hours: int
    worn_percent: int


@dataclass(frozen=True, slots=True)
class Volume:
    """A place for files: how much of it is used when the story begins, and what is added a day, as shares."""

    path: str
    device: str
    fstype: str
    size: int
    used: float
    daily: float


@dataclass(frozen=True, slots=True)
class Battery:
    """A battery and what is left of it."""

    name: str
    maker: str
    model: str
    design_mwh: int
    health: float
    cycles: int


@dataclass(frozen=True, slots=True)
class Machine:
    """One computer."""

    model: Model
    system: System
    serial: str
    mac: str
    wireless: bool
    memory: int
    disks: tuple[Disk, ...]
    volumes: tuple[Volume, ...]
    battery: Battery | None


WINDOWS_11 = System("windows", "Windows", "11 (10.0.26100)", "windows", "10.0.26100", "", "10.0.26100", "AMD64")
WINDOWS_11_NEW = System("windows", "Windows", "11 (10.0.26200)", "windows", "10.0.26200", "", "10.0.26200", "AMD64")
WINDOWS_10 = System("windows", "Windows", "10 (10.0.19045)", "windows", "10.0.19045", "", "10.0.19045", "AMD64")
WINDOWS_10_OLD = System("windows", "Windows", "10 (10.0.19042)", "windows", "10.0.19042", "", "10.0.19042", "AMD64")
DEBIAN_12 = System("linux", "Debian GNU/Linux", "12 (bookworm)", "debian", "12", "bookworm", "6.1.0-37-amd64", "x86_64")
DEBIAN_13 = System(
    "linux", "Debian GNU/Linux", "13 (trixie)", "debian", "13", "trixie", "6.12.41+deb13-amd64", "x86_64"
)
UBUNTU_24 = System(
    "linux", "Ubuntu", "24.04.3 LTS (Noble Numbat)", "ubuntu", "24.04", "noble", "6.8.0-79-generic", "x86_64"
)
MACOS_15 = System("macos", "macOS", "15.6", "macos", "15.6", "", "24.6.0", "arm64")

MODELS = {
    "lab": (
        Model("Dell Inc.", "OptiPlex 3080", "desktop", "Intel(R) Core(TM) i5-10505 CPU @ 3.20GHz", 6, 12, 16,
              (("ssd", 256),), "Dell Inc. 2.27.0", "2025-03-11"),
        Model("HP", "HP ProDesk 400 G6 Desktop Mini PC", "mini", "Intel(R) Core(TM) i5-10500T CPU @ 2.30GHz", 6, 12, 16,
              (("nvme", 256),), "HP S22 Ver. 02.23.00", "2025-02-20"),
    ),
    "old lab": (
        Model("LENOVO", "10ST004KMB", "desktop", "Intel(R) Core(TM) i3-8100 CPU @ 3.60GHz", 4, 4, 8,
              (("hdd", 500),), "LENOVO M1UKT77A", "2023-09-05"),
    ),
    "oldest lab": (
        Model("Dell Inc.", "OptiPlex 3040", "desktop", "Intel(R) Core(TM) i5-6500 CPU @ 3.20GHz", 4, 4, 8,
              (("hdd", 500),), "Dell Inc. 1.27.0", "2022-06-14", before_windows_11=True),
    ),
    "cad": (
        Model("Dell Inc.", "Precision 3660", "desktop", "12th Gen Intel(R) Core(TM) i7-12700", 12, 20, 32,
              (("nvme", 512), ("hdd", 1000)), "Dell Inc. 2.22.0", "2025-04-02"),
    ),
    "office": (
        Model("Dell Inc.", "OptiPlex Micro 7010", "mini", "13th Gen Intel(R) Core(TM) i5-13500T", 14, 20, 16,
              (("nvme", 256),), "Dell Inc. 1.24.0", "2025-05-14"),
        Model("LENOVO", "11JN002UMB", "mini", "Intel(R) Core(TM) i5-10400T CPU @ 2.00GHz", 6, 12, 8,
              (("ssd", 256),), "LENOVO M3GKT3FA", "2024-10-30"),
    ),
    "staff laptop": (
        Model("HP", "HP ProBook 445 14 inch G9 Notebook PC", "notebook", "AMD Ryzen 5 5625U with Radeon Graphics",
              6, 12, 16, (("nvme", 512),), "HP U87 Ver. 01.22.00", "2025-01-16", 45_000),
    ),
    "pupil laptop": (
        Model("Acer", "TravelMate B311-33", "notebook", "Intel(R) N200", 4, 4, 8,
              (("ssd", 128),), "Insyde Corp. V1.17", "2024-06-25", 48_000, soldered=True),
        Model("LENOVO", "82GJ00BRMB", "notebook", "Intel(R) Celeron(R) N4120 CPU @ 1.10GHz", 4, 4, 8,
              (("ssd", 128),), "LENOVO FPCN29WW", "2023-11-21", 42_000, soldered=True),
    ),
    "board": (
        Model("Intel(R) Client Systems", "NUC11TNHi5", "mini", "11th Gen Intel(R) Core(TM) i5-1135G7 @ 2.40GHz",
              4, 8, 8, (("nvme", 256),), "Intel Corp. TNTGL357.0075", "2024-02-08"),
    ),
    "mac": (Model("Apple Inc.", "iMac21,2", "all-in-one", "Apple M1", 8, 8, 16, (("nvme", 256),), "Apple Inc. 11881",
                  "2025-07-15", soldered=True),),
    "file server": (
        Model("Dell Inc.", "PowerEdge T340", "tower", "Intel(R) Xeon(R) E-2234 CPU @ 3.60GHz", 4, 8, 32,
              (("ssd", 480), ("hdd", 4000), ("hdd", 4000)), "Dell Inc. 2.19.0", "2025-02-27"),
    ),
    "second server": (
        Model("HPE", "ProLiant ML30 Gen10", "tower", "Intel(R) Xeon(R) E-2224 CPU @ 3.40GHz", 4, 4, 16,
              (("ssd", 480), ("hdd", 2000), ("hdd", 2000)), "HPE U44", "2025-01-22"),
    ),
}  # fmt: skip

_DISK_MODELS = {
    "ssd": (("Samsung SSD 870 EVO", "SVT02B6Q"), ("CT{size}MX500SSD1", "M3CR046"), ("KINGSTON SA400S37", "SBFKB1H5")),
    "nvme": (("PC711 NVMe SK hynix", "41700C20"), ("WD PC SN740 SDDPNQD", "73115020"),
             ("KBG40ZNS NVMe KIOXIA", "HP02AN00")),
    "hdd": (("ST{size}DM009", "CC43"), ("WDC WD{size}EZEX", "01.01A01"), ("TOSHIBA DT01ACA", "MS2OA750")),
}  # fmt: skip
_CELLS = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def build(key: str, role: str, system: System) -> Machine:
    """The machine of this key: the same one every time."""
    model = pick(MODELS[role], key.rpartition("-")[0], "model")
    disks = tuple(_disk(key, place, kind, size, system) for place, (kind, size) in enumerate(model.disks))
    battery = None
    if model.battery_mwh:
        battery = Battery(
            "BAT0", pick(("SMP", "LGC", "SANYO"), key, "cells"), pick(("AP18C7M", "L19D2PF1", "RE03XL"), key, "pack"),
            model.battery_mwh, between(83, 97, key, "health"), whole(60, 260, key, "cycles"),
        )  # fmt: skip
    octets = number(key, "mac").to_bytes(8)[:5]
    return Machine(
        model=model,
        system=system,
        serial="".join(pick(_CELLS, key, "serial", place) for place in range(7)),
        # The second bit of the first octet says: given out here, not by a maker, so it is nobody's.
        mac=":".join(f"{octet:02x}" for octet in (0x02, *octets)),
        wireless=bool(model.battery_mwh),
        memory=model.memory * GIB - whole(180, 420, key, "firmware memory") * 1024 * 1024,
        disks=disks,
        volumes=_volumes(key, disks, system),
        battery=battery,
    )


def _disk(key: str, place: int, kind: str, size: int, system: System) -> Disk:
    name, firmware = pick(_DISK_MODELS[kind], key, "disk", place)
    letters = "".join(pick(_CELLS, key, "disk serial", place, cell) for cell in range(10))
    if system.family == "macos":
        name, firmware = f"APPLE SSD AP{size:04}Q", "1161.140"
    device = {"windows": f"PhysicalDrive{place}", "macos": f"disk{place}"}.get(
        system.family, f"nvme{place}n1" if kind == "nvme" else f"sd{'abc'[place]}"
    )
    worn = whole(2, 24, key, "worn", place) if kind != "hdd" else 0
    hours = whole(2_000, 9_000, key, "hours", place) * (3 if system.short == "debian" else 1)
    return Disk(device, name.format(size=size), letters, firmware, kind, size * GB, hours, worn)


def _volumes(key: str, disks: tuple[Disk, ...], system: System) -> tuple[Volume, ...]:
    used = between(0.36, 0.66, key, "used")
    more = between(0.15, 0.5, key, "more used")
    daily = between(0.00004, 0.00022, key, "daily")
    first = disks[0].size - GB
    found = []
    if system.family == "windows":
        found.append(Volume("C:\\", "C:", "NTFS", first, used, daily))
        if len(disks) > 1:
            found.append(Volume("D:\\", "D:", "NTFS", disks[1].size - GB, more, daily))
    elif system.family == "macos":
        found.append(Volume("/", "disk3s1s1", "apfs", first, used, daily))
    else:
        part = "p" if disks[0].kind == "nvme" else ""
        found.append(Volume("/", f"{disks[0].name}{part}2", "ext4", first, used, daily))
        if len(disks) > 1:
            # Three disks are one for the system and two that keep the same.
            device = "md0" if len(disks) > 2 else f"{disks[1].name}1"  # noqa: PLR2004 - see above
            found.append(Volume("/srv", device, "xfs", disks[1].size - GB, more, daily))
    return tuple(found)
