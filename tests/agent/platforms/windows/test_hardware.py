"""A whole Windows machine, whatever of it answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from agent.platforms.windows.trees import machine
from schoolwacht_agent.platforms.machine_parts import Computer, MemoryBoard, SecurityChip, Whole
from schoolwacht_agent.platforms.programs import NoAnswer
from schoolwacht_agent.platforms.windows.hardware import Look
from schoolwacht_agent.platforms.windows.wmi_value import Row

CONTROL = '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Control]\n"PEFirmwareType"=dword:00000002\n\n'
ENUM = '[HKEY_LOCAL_MACHINE\\SYSTEM\\CurrentControlSet\\Enum\\PCI\\VEN_1\\3]\n"Capabilities"=dword:00000000\n\n'


PARTS = ("modules", "disks", "graphics", "monitors", "cards", "printers", "batteries", "security_chip", "secure_boot")


def look(answers: Mapping[str, list[Row] | str], firmware: Whole | None = None) -> Whole:
    def ask(name: str, _: Sequence[str], __: str) -> list[Row]:
        said = answers.get(name, "failed")
        if isinstance(said, str):
            raise NoAnswer(said)
        return said

    return Look(ask, machine(CONTROL + ENUM)).whole(firmware)


def test_a_machine_whose_wmi_is_broken_is_unknown_with_a_remedy() -> None:
    said = look({})

    assert said.computer == Computer(boot_mode="uefi")
    assert not [part for part in PARTS if getattr(said, part) is not None]
    assert {"disks", "interfaces", "printers", "monitors", "graphics", "batteries", "security_chip"} <= set(
        said.unknown
    )
    assert "winmgmt" in said.unknown["disks"][1]


def test_one_class_that_breaks_leaves_the_others() -> None:
    said = look({"Win32_Printer": [{"Name": "Room 3", "PortName": "USB001"}], "Win32_DiskDrive": "timed_out"})

    assert said.printers is not None
    assert said.disks is None
    assert "in time" in said.unknown["disks"][0]


def test_none_found_differs_from_no_answer() -> None:
    said = look(
        {
            "Win32_Printer": [],
            "WmiMonitorID": "not_supported",
            "BatteryStaticData": "not_supported",
            "Win32_Battery": [],
        }
    )

    assert [said.printers, said.monitors, said.batteries] == [(), (), ()]
    assert "batteries" not in said.unknown


def test_what_firmware_says_goes_first() -> None:
    table = Whole(computer=Computer("ACME", "Box", serial="S1"), security_chip=SecurityChip(True, "2.0"))
    said = look({"Win32_ComputerSystem": [{"Manufacturer": "Other"}], "Win32_Tpm": "no_access"}, table)

    assert (said.computer.maker, said.computer.serial, said.computer.boot_mode) == ("ACME", "S1", "uefi")
    assert said.security_chip == SecurityChip(True, "2.0")
    assert "security_chip" not in said.unknown


def test_wmi_fills_what_firmware_leaves_open() -> None:
    said = look(
        {"Win32_ComputerSystem": [{"Manufacturer": "ACME", "Model": "Box"}]}, Whole(computer=Computer(serial="S1"))
    )

    assert (said.computer.maker, said.computer.model, said.computer.serial) == ("ACME", "Box", "S1")


def test_the_slots_of_a_virtual_machine_are_made_up() -> None:
    said = look(
        {
            "Win32_ComputerSystem": [{"Manufacturer": "VMware, Inc.", "Model": "VMware7,1"}],
            "Win32_PhysicalMemory": [{"DeviceLocator": "RAM slot #0", "Capacity": "1024"}],
            "Win32_PhysicalMemoryArray": [{"Use": "3", "MemoryDevices": "128"}],
        }
    )

    assert said.memory_board == MemoryBoard()
    assert said.modules is not None


def test_the_registry_tells_whether_a_card_can_be_pulled_out() -> None:
    card = {"Name": "LAN", "MACAddress": "00:1B:21:0A:0B:0C", "AdapterTypeId": "0", "PNPDeviceID": r"PCI\VEN_1\3"}
    said = look({"Win32_NetworkAdapter": [card]})

    assert said.cards is not None
    assert said.cards[0].onboard is True
