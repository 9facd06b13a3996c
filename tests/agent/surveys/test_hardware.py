"""What the computer is made of, as rows."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import kept
from schoolwacht_agent.platforms.machine_parts import (
    Computer,
    DiskDrive,
    GraphicsCard,
    MemoryBoard,
    MemoryModule,
    Monitor,
    NetworkCard,
    Pack,
    PowerSupply,
    PrinterQueue,
    Processor,
    SecureBoot,
    SecurityChip,
    Whole,
)
from schoolwacht_agent.probe import Cell, DataClass, Missing, Row, Table
from schoolwacht_agent.surveys.hardware import HARDWARE, INTERFACES, PROBE, rows

XEON = Processor("Intel Xeon", sockets=1, cores=4, threads=8)
NOTHING = Whole(modules=(), disks=(), graphics=(), monitors=(), cards=(), printers=(), batteries=(), power_supplies=())


def system(whole: Whole) -> dict[str, Cell]:
    (row,) = [one for one in rows(whole, 8 << 30) if isinstance(one, Row) and one.table is HARDWARE]
    return dict(row.cells)


def part_rows(whole: Whole, name: str) -> list[dict[str, Cell]]:
    return [dict(one.cells) for one in rows(whole) if isinstance(one, Row) and one.table.name == name]


def test_a_desktop_is_described() -> None:
    computer = Computer(maker="Dell Inc.", model="OptiPlex 7070", serial="ABC1234", board_maker="Dell Inc.", board="0Y")
    found = system(Whole(computer, (XEON,), memory_board=MemoryBoard(4, 2, 64 << 30)))

    assert (found["part"], found["serial"], found["board"], found["cores"]) == ("system", "ABC1234", "Dell Inc. 0Y", 4)
    assert (found["nature"], found["hypervisor"], found["firmware"]) == ("physical", None, None)
    assert (found["memory_bytes"], found["memory_slots"], found["free_slots"]) == (8 << 30, 4, 2)


def test_a_virtual_machine_is_known_by_its_firmware_or_its_processor() -> None:
    by_firmware = system(Whole(Computer(hypervisor="kvm"), (XEON,)))
    by_processor = system(Whole(processors=(XEON,), virtual=True))

    assert (by_firmware["nature"], by_firmware["hypervisor"]) == ("virtual", "kvm")
    assert (by_processor["nature"], by_processor["hypervisor"]) == ("virtual", None)


def test_the_boards_number_stands_in_for_a_missing_one() -> None:
    assert system(Whole(Computer(board_serial="BRD77")))["serial"] == "BRD77"


def test_different_processors_are_counted_together() -> None:
    found = system(Whole(processors=(XEON, Processor("Intel Xeon Two", sockets=1, cores=6, threads=12, max_mhz=2000))))

    assert (found["cpu"], found["sockets"], found["cores"], found["cpu_mhz"]) == (
        "Intel Xeon, Intel Xeon Two",
        2,
        10,
        2000,
    )


def test_the_security_chip_has_a_state_and_unknown_is_not_none() -> None:
    chips = (None, SecurityChip(present=None), SecurityChip(present=False), SecurityChip(present=True, version="2.0"))
    states = [system(Whole(security_chip=chip))["tpm_state"] for chip in chips]

    assert states == [None, None, "none", "present"]
    assert system(Whole(security_chip=SecurityChip(present=True, enabled=False)))["tpm_state"] == "disabled"
    assert system(Whole(security_chip=SecurityChip(present=True, enabled=True)))["tpm_state"] == "enabled"


def test_secure_boot_that_cannot_be_seen_is_not_off() -> None:
    seen = system(Whole(secure_boot=SecureBoot(enabled=True, knows_2023=False)))

    assert (seen["secure_boot"], seen["secure_boot_2023"]) == (1, 0)
    assert system(Whole())["secure_boot"] is None


def test_every_part_has_a_row_of_its_own_and_container_cables_have_none() -> None:
    whole = Whole(
        modules=(MemoryModule("A1", 8 << 30, "dimm", "DDR4", 3200), MemoryModule("A2", 0)),
        disks=(DiskDrive("sda", "Samsung SSD 860", serial="S1", size=500, bus="sata", rotational=False),),
        graphics=(GraphicsCard("UHD 630", "Intel"), GraphicsCard("UHD 630", "Intel")),
        monitors=(Monitor("ACR", 1716, serial="1"), Monitor("ACR", 1716, serial="2", connector="DP-1")),
        cards=(
            NetworkCard("eth0", "ethernet", True, "00:11:22:33:44:55", 1000, "pci", True, "Intel I219"),
            NetworkCard("veth1", "veth"),
        ),
        printers=(PrinterQueue("room1", "Laser 5", "network", True),),
        batteries=(Pack("BAT0", design_mwh=50000),),
        power_supplies=(PowerSupply("PSU1", max_watt=495, present=True),),
    )

    assert [(one["slot"], one["size_bytes"], one["speed_mts"]) for one in part_rows(whole, "memory_modules")] == [
        ("A1", 8 << 30, 3200),
        ("A2", 0, None),
    ]
    (disk,) = part_rows(whole, "disks")
    assert (disk["size_bytes"], disk["rotational"], disk["removable"], disk["bus"]) == (500, 0, None, "sata")
    assert [one["name"] for one in part_rows(whole, "graphics")] == ["UHD 630 #1", "UHD 630 #2"]
    assert [one["place"] for one in part_rows(whole, "monitors")] == ["ACR 1716", "DP-1"]
    (card,) = part_rows(whole, "interfaces")
    assert (card["name"], card["speed_mbit"], card["up"], card["onboard"]) == ("eth0", 1000, 1, 1)
    assert part_rows(whole, "printers")[0]["default"] == 1
    assert part_rows(whole, "battery_packs")[0]["design_mwh"] == 50000
    assert part_rows(whole, "power_supplies")[0]["max_watt"] == 495


def test_none_is_told_from_cannot_know() -> None:
    unknown = Whole(unknown={"memory_modules": ("Only root may read it.", "Run as root."), "batteries": ("Why.", "")})
    missing = {one.table.name: (one.reason, one.remedy) for one in rows(unknown) if isinstance(one, Missing)}

    assert missing["memory_modules"] == ("Only root may read it.", "Run as root.")
    assert missing["battery_packs"] == ("Why.", "")
    assert missing["disks"] == ("This computer does not tell.", "")
    assert [one for one in rows(NOTHING) if isinstance(one, Missing)] == []


def test_what_points_at_an_asset_is_declared_so_and_addresses_are_not_kept() -> None:
    for name in ("serial", "machine_uuid", "asset_tag", "board_serial"):
        assert HARDWARE.columns[name].data_class is DataClass.PSEUDONYMOUS
    assert INTERFACES.columns["mac"].data_class is DataClass.PSEUDONYMOUS
    assert not {"ip", "address", "ipv4", "ipv6"} & set(INTERFACES.columns)


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    (computer,) = [row for row in kept(PROBE, tmp_path) if row.table is HARDWARE]

    assert isinstance(computer.cells["memory_bytes"], int)
    assert computer.cells["memory_bytes"] > 2**20
    assert computer.cells["threads"]


def test_it_tells_or_misses_every_table_that_it_declares() -> None:
    found = {one.table.name for one in rows(Whole(memory=1 << 30))}

    assert found == {table.name for table in PROBE.emits if isinstance(table, Table)}
