"""The firmware's folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.dmi_sysfs import Firmware, chassis, iso_date, read

if TYPE_CHECKING:
    from pathlib import Path


def folder(place: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        (place / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return place


def test_a_laptop_is_read(tmp_path: Path) -> None:
    place = folder(
        tmp_path,
        sys_vendor="LENOVO\n",
        product_name="20HRCTO1WW\n",
        product_version="ThinkPad X1 Carbon 5th\n",
        product_serial="PF0ABCDE\n",
        chassis_type="10\n",
        board_vendor="LENOVO\n",
        board_name="20HRCTO1WW\n",
        board_serial="L1HF123\n",
        bios_vendor="LENOVO\n",
        bios_version="N1MET75W (1.60 )\n",
        bios_date="04/09/2023\n",
    )

    assert read(place) == Firmware(
        maker="LENOVO",
        model="20HRCTO1WW",
        version="ThinkPad X1 Carbon 5th",
        serial="PF0ABCDE",
        chassis="notebook",
        board_maker="LENOVO",
        board="20HRCTO1WW",
        board_serial="L1HF123",
        firmware_maker="LENOVO",
        firmware="N1MET75W (1.60 )",
        firmware_date="2023-04-09",
    )


def test_placeholders_rubbish_and_unreadable_files_have_no_value(tmp_path: Path) -> None:
    place = folder(tmp_path, sys_vendor="To Be Filled By O.E.M.", product_serial="00000000", bios_date=b"\xff\xfe")
    (place / "board_serial").mkdir()  # reading it fails, as reading a root-only file does

    assert read(place) == Firmware()


def test_a_computer_without_the_folder_tells_nothing(tmp_path: Path) -> None:
    assert read(tmp_path / "id") == Firmware()


@pytest.mark.parametrize(
    ("number", "name"), [("3", "desktop"), ("138", "notebook"), ("1", None), ("x", None), (None, None), ("²", None)]
)
def test_the_lock_bit_does_not_change_a_chassis(number: str | None, name: str | None) -> None:
    assert chassis(number) == name


@pytest.mark.parametrize("text", ["13/01/2020", "01/32/2020", "2020-01-01", "", None])
def test_what_is_no_date_has_no_value(text: str | None) -> None:
    assert iso_date(text) is None


@pytest.mark.parametrize(
    ("firmware", "hypervisor"),
    [
        (Firmware(maker="QEMU", model="Standard PC (Q35 + ICH9, 2009)"), "kvm"),
        (Firmware(maker="VMware, Inc.", model="VMware Virtual Platform"), "vmware"),
        (Firmware(maker="innotek GmbH", model="VirtualBox"), "virtualbox"),
        (Firmware(maker="Microsoft Corporation", model="Virtual Machine"), "hyper-v"),
        (Firmware(maker="Xen", model="HVM domU"), "xen"),
        (Firmware(maker="Microsoft Corporation", model="Surface Pro 7"), None),
        (Firmware(maker="Amazon EC2", model="t3.micro"), "kvm"),
        (Firmware(maker="Amazon EC2", model="m5.metal"), None),
        (Firmware(maker="Dell Inc.", model="OptiPlex 7070"), None),
        (Firmware(), None),
    ],
)
def test_a_hypervisor_gives_itself_away(firmware: Firmware, hypervisor: str | None) -> None:
    assert firmware.hypervisor == hypervisor
