"""The computer, its processors and its memory."""

from __future__ import annotations

import pytest

from agent.platforms.macos.sections import from_text, items
from schoolwacht_agent.platforms.machine_parts import MemoryBoard, Processor
from schoolwacht_agent.platforms.macos import core_parts
from schoolwacht_agent.platforms.macos.profile import Item

M1 = {
    "_name": "hardware_overview",
    "machine_name": "MacBook Air",
    "machine_model": "MacBookAir10,1",
    "chip_type": "Apple M1",
    "number_processors": "proc 8:4:4",
    "physical_memory": "16 GB",
    "serial_number": "C02TEST00001",
    "platform_UUID": "01234567-89AB-CDEF-0123-456789ABCDEF",
    "boot_rom_version": "10151.1.1",
    "activation_lock_status": "activation_lock_enabled",
}
INTEL = """\
    Hardware Overview:

      Model Name: iMac
      Model Identifier: iMac18,2
      Processor Name: Quad-Core Intel Core i5
      Processor Speed: 3 GHz
      Number of Processors: 1
      Total Number of Cores: 4
      Hyper-Threading Technology: Enabled
      Memory: 8 GB
      Serial Number (system): SystemSerialNumb...
      Hardware UUID: none
"""
SLOTS = """\
    Memory Slots:

      ECC: Disabled
      Upgradeable Memory: Yes

        BANK 0/DIMM0:

          Size: 4 GB
          Type: DDR3
          Speed: 1333 MHz
          Manufacturer: 0x80CE
          Part Number: 0x4D3437314235323733444830

        BANK 1/DIMM0:

          Size: Empty
          Type: Empty
"""


def test_an_apple_silicon_notebook() -> None:
    hardware = items("Hardware", M1)

    found = core_parts.computer(hardware)
    assert (found.maker, found.model, found.chassis) == ("Apple Inc.", "MacBookAir10,1", "notebook")
    assert (found.serial, found.uuid) == ("C02TEST00001", "01234567-89ab-cdef-0123-456789abcdef")
    assert (found.boot_mode, found.hypervisor) == (None, None)
    assert core_parts.processors(hardware) == (Processor("Apple M1", "Apple", 1, 8, 8, None),)
    assert core_parts.memory(hardware) == 16 << 30


def test_an_intel_desktop_by_its_text() -> None:
    hardware = from_text("Hardware", INTEL)

    found = core_parts.computer(hardware)
    assert (found.model, found.chassis, found.boot_mode) == ("iMac18,2", "all in one", "uefi")
    assert (found.serial, found.uuid) == (None, None)
    assert core_parts.processors(hardware) == (Processor("Quad-Core Intel Core i5", "Intel", 1, 4, 8, 3000),)


def test_a_virtual_mac_is_no_apple_hardware() -> None:
    found = core_parts.computer(items("Hardware", M1 | {"machine_model": "VMware7,1"}))

    assert (found.hypervisor, found.maker) == ("vmware", None)


def test_slots_with_and_without_a_module() -> None:
    found = core_parts.modules(from_text("Memory", SLOTS))

    assert [(module.slot, module.size, module.speed) for module in found] == [
        ("BANK 0/DIMM0", 4 << 30, 1333),
        ("BANK 1/DIMM0", 0, None),
    ]
    assert found[0].part == "M471B5273DH0"
    assert core_parts.memory_board(found) == MemoryBoard(2, 1)


@pytest.mark.parametrize(
    "rows",
    [
        items("Memory", {"dimm_manufacturer": "Hynix", "dimm_type": "LPDDR5", "SPMemoryDataType": "16 GB"}),
        from_text("Memory", "      Memory: 16 GB\n      Type: LPDDR5\n      Manufacturer: Hynix\n"),
    ],
)
def test_memory_of_apple_silicon_is_one_soldered_module(rows: list[Item]) -> None:
    found = core_parts.modules(rows)

    assert [(module.slot, module.size, module.form, module.kind) for module in found] == [
        ("soldered", 16 << 30, "soldered", "LPDDR5")
    ]
    assert core_parts.memory_board(found) == MemoryBoard(0, 0)


def test_memory_that_cannot_be_changed_leaves_no_slots() -> None:
    found = core_parts.modules(from_text("Memory", SLOTS.replace("Upgradeable Memory: Yes", "Upgradeable Memory: No")))

    assert found[0].form == "soldered"


def test_full_security_is_secure_boot() -> None:
    full = core_parts.secure_boot(items("iBridge", {"_name": "x", "Secure Boot": "Full Security"}))
    none = core_parts.secure_boot(items("iBridge", {"_name": "x", "Secure Boot": "No Security"}))

    assert full is not None
    assert full.enabled is True
    assert none is not None
    assert none.enabled is False
    assert core_parts.secure_boot(items("iBridge", {"_name": "x"})) is None
