"""What the computer is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.dmi_sysfs import Firmware
from schoolwacht_agent.platforms.proc_cpuinfo import Processor
from schoolwacht_agent.platforms.sys_block import Disk
from schoolwacht_agent.platforms.sys_net import Card
from schoolwacht_agent.probe import DataClass, Row
from schoolwacht_agent.probes.hardware import HARDWARE, INTERFACES, PROBE, Machine, rows

if TYPE_CHECKING:
    from agent.probes.conftest import Live

XEON = Processor("Intel Xeon", sockets=1, cores=4, threads=8, virtual=False)


def test_a_desktop_is_described() -> None:
    firmware = Firmware(
        maker="Dell Inc.", model="OptiPlex 7070", serial="ABC1234", board_maker="Dell Inc.", board="0YJPT1"
    )
    (row,) = rows(Machine(firmware, XEON, memory=8 * 2**30, boot_mode="uefi"))

    assert row.cells["part"] == "system"
    assert row.cells["serial"] == "ABC1234"
    assert row.cells["board"] == "Dell Inc. 0YJPT1"
    assert row.cells["cores"] == 4
    assert row.cells["nature"] == "physical"
    assert row.cells["hypervisor"] is None
    assert row.cells["firmware"] is None


def test_a_virtual_machine_is_known_by_its_firmware_or_its_processor() -> None:
    by_firmware = Machine(Firmware(maker="QEMU"), XEON, 1, None)
    by_processor = Machine(Firmware(), Processor("AMD EPYC", 1, 2, 2, virtual=True), 1, None)

    assert [(row.cells["nature"], row.cells["hypervisor"]) for row in rows(by_firmware)] == [("virtual", "kvm")]
    assert [(row.cells["nature"], row.cells["hypervisor"]) for row in rows(by_processor)] == [("virtual", None)]


def test_a_board_computer_is_known_by_its_board() -> None:
    pi = Processor(None, 1, 4, 4, virtual=False, board="Raspberry Pi 4 Model B Rev 1.4")
    (row,) = rows(Machine(Firmware(), pi, 1, None))

    assert row.cells["model"] == "Raspberry Pi 4 Model B Rev 1.4"


def test_the_boards_number_stands_in_for_a_missing_one() -> None:
    (row,) = rows(Machine(Firmware(board_serial="BRD77"), XEON, 1, None))

    assert row.cells["serial"] == "BRD77"


def test_disks_and_cards_have_a_row_each_and_container_cables_have_none() -> None:
    machine = Machine(
        Firmware(),
        XEON,
        1,
        None,
        disks=(Disk("sda", 500, "Samsung SSD 860", rotational=False, removable=None),),
        cards=(Card("eth0", "ethernet", up=True, mac="00:11:22:33:44:55", speed=1000), Card("veth1", "veth", up=True)),
    )
    _, disk, card = rows(machine)

    assert dict(disk.cells) == {
        "name": "sda",
        "model": "Samsung SSD 860",
        "size_bytes": 500,
        "rotational": 0,
        "removable": None,
    }
    assert dict(card.cells) == {
        "name": "eth0",
        "mac": "00:11:22:33:44:55",
        "kind": "ethernet",
        "speed_mbit": 1000,
        "up": 1,
    }


def test_what_points_at_an_asset_is_declared_so_and_addresses_are_not_kept() -> None:
    assert HARDWARE.columns["serial"].data_class is DataClass.PSEUDONYMOUS
    assert INTERFACES.columns["mac"].data_class is DataClass.PSEUDONYMOUS
    assert not {"ip", "address", "ipv4", "ipv6"} & set(INTERFACES.columns)


def test_it_keeps_its_word_here(live: Live) -> None:
    found = [row for row in live(PROBE) if isinstance(row, Row)]
    (computer,) = [row for row in found if row.table is HARDWARE]

    assert isinstance(computer.cells["memory_bytes"], int)
    assert computer.cells["memory_bytes"] > 2**20
    assert computer.cells["threads"]
