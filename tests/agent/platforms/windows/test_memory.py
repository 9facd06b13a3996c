"""Memory modules by WMI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import MemoryBoard, MemoryModule
from schoolwacht_agent.platforms.windows import memory
from schoolwacht_agent.platforms.windows.wmi_value import Row

GIB = 1 << 30
DIMM = {
    "DeviceLocator": "DIMM 0",
    "BankLabel": "P0 CHANNEL A",
    "Capacity": str(8 * GIB),
    "FormFactor": "12",
    "SMBIOSMemoryType": "26",
    "Speed": "3200",
    "Manufacturer": "Micron",
    "PartNumber": "4ATF1G64HZ-3G2E1",
    "SerialNumber": "00000000",
}
ARRAY = {"Use": "3", "MemoryDevices": "4", "MaxCapacity": str(32 * 1024 * 1024)}


def test_a_module_is_described() -> None:
    assert memory.modules([DIMM]) == (
        MemoryModule("DIMM 0", 8 * GIB, "sodimm", "DDR4", 3200, "Micron", "4ATF1G64HZ-3G2E1", None),
    )


def test_slots_of_one_name_get_their_bank_before_it() -> None:
    other = DIMM | {"BankLabel": "P0 CHANNEL B"}
    third = DIMM | {"Tag": "Physical Memory 2"}

    assert [one.slot for one in memory.modules([DIMM, other, third])] == [
        "P0 CHANNEL A DIMM 0",
        "P0 CHANNEL B DIMM 0",
        "P0 CHANNEL A DIMM 0 Physical Memory 2",
    ]


def test_the_chip_of_the_firmware_is_no_memory() -> None:
    assert memory.modules([DIMM | {"SMBIOSMemoryType": "9"}]) == ()


def test_free_slots_are_those_that_are_not_filled() -> None:
    assert memory.board([ARRAY], 1) == MemoryBoard(4, 3, 32 * GIB)
    assert memory.board([ARRAY], 5) == MemoryBoard(4, None, 32 * GIB)
    assert memory.board([ARRAY | {"Use": "5"}], 1) == MemoryBoard()
    assert memory.board([], None) == MemoryBoard()


@settings(max_examples=100)
@given(st.lists(rows_with(*memory.COLUMNS, *memory.ARRAY), max_size=4))
def test_rubbish_is_survived(rows: list[Row]) -> None:
    found = memory.modules(rows)
    assert len({one.slot for one in found}) == len(found)
    memory.board(rows, len(found))
