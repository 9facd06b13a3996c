"""Who made a Windows computer, by WMI."""

from __future__ import annotations

from hypothesis import given, settings

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import Computer
from schoolwacht_agent.platforms.windows import computer
from schoolwacht_agent.platforms.windows.wmi_value import Row


def test_a_computer_is_put_together_from_five_classes() -> None:
    said = computer.computer(
        {"Manufacturer": "LENOVO", "Model": "20XX", "SystemFamily": "ThinkPad", "SystemSKUNumber": "LENOVO_MT_20XX"},
        {"Version": "ThinkPad L14", "UUID": "4C4C4544-0035-3010-8056-B4C04F4A4D32"},
        {
            "Manufacturer": "LENOVO",
            "SMBIOSBIOSVersion": "R1",
            "ReleaseDate": "20240301000000.000000+000",
            "SerialNumber": "PF1",
        },
        {"Manufacturer": "LENOVO", "Product": "20XXBOARD", "SerialNumber": "B1"},
        {"ChassisTypes": ("10",), "SMBIOSAssetTag": "No Asset Information"},
    )

    assert said == Computer(
        maker="LENOVO",
        model="20XX",
        model_version="ThinkPad L14",
        family="ThinkPad",
        sku="LENOVO_MT_20XX",
        serial="PF1",
        uuid="4c4c4544-0035-3010-8056-b4c04f4a4d32",
        chassis="notebook",
        board_maker="LENOVO",
        board="20XXBOARD",
        board_serial="B1",
        firmware_maker="LENOVO",
        firmware="R1",
        firmware_date="2024-03-01",
    )


def test_what_makers_leave_in_is_no_answer() -> None:
    said = computer.computer(
        {"Manufacturer": "System manufacturer", "Model": "System Product Name"},
        {"IdentifyingNumber": "To Be Filled By O.E.M.", "UUID": "03000200-0400-0500-0006-000700080009"},
        {"SerialNumber": "Default string"},
        enclosure={"SerialNumber": "CH-7", "ChassisTypes": ("1",)},
    )

    assert said == Computer(serial="CH-7")


def test_a_virtual_machine_gives_itself_away() -> None:
    assert computer.computer({"Manufacturer": "VMware, Inc.", "Model": "VMware7,1"}).hypervisor == "vmware"
    assert computer.computer({"Manufacturer": "Microsoft Corporation", "Model": "Surface Pro 9"}).hypervisor is None


@settings(max_examples=100)
@given(rows_with(*computer.SYSTEM, *computer.PRODUCT, *computer.BIOS, *computer.BOARD, *computer.ENCLOSURE))
def test_rubbish_is_survived(row: Row) -> None:
    computer.computer(row, row, row, row, row)
