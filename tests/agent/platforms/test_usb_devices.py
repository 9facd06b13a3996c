"""What is plugged in."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.platforms.usb_devices import Code, Peripheral, devices, kind

KEYBOARD, MOUSE = ("03", "01", "01"), ("03", "01", "02")


@pytest.mark.parametrize(
    ("codes", "word"),
    [
        ([KEYBOARD], "keyboard"),
        ([MOUSE], "mouse"),
        ([KEYBOARD, ("03", "00", "00"), MOUSE], "keyboard and mouse"),
        ([("0e", "01", "00"), ("01", "01", "00")], "camera"),
        ([("08", "06", "50")], "storage"),
        ([("07", "01", "02"), ("08", "06", "50")], "printer"),
        ([("e0", "01", "01")], "bluetooth"),
        ([("03", "00", "00")], "input"),
        ([], "other"),
    ],
)
def test_a_device_is_what_its_interfaces_say(codes: list[Code], word: str) -> None:
    assert kind(codes) == word


def plug(folder: Path, port: str, interfaces: tuple[Code, ...] = (), **files: str) -> None:
    device = folder / port
    device.mkdir(parents=True)
    for name, text in ({"bDeviceClass": "00", "idVendor": "046d", "idProduct": "c31c"} | files).items():
        (device / name).write_text(text + "\n")
    for number, code in enumerate(interfaces):
        place = device / f"{port}:1.{number}"
        place.mkdir()
        for name, text in zip(("Class", "SubClass", "Protocol"), code, strict=True):
            (place / f"bInterface{name}").write_text(text + "\n")


def test_devices_are_read_by_port_and_hubs_are_left_out(tmp_path: Path) -> None:
    plug(tmp_path, "1-4.2", (KEYBOARD,), manufacturer="Logitech", product="USB Keyboard", serial="SECRET")
    plug(tmp_path, "1-4", bDeviceClass="09")
    plug(tmp_path, "1-5", (("0e", "01", "00"),), removable="fixed")
    plug(tmp_path, "1-6", idVendor="rubbish")
    plug(tmp_path, "usb1", bDeviceClass="09")

    assert list(devices(tmp_path)) == [
        Peripheral("1-4.2", "046d", "c31c", "keyboard", "Logitech", "USB Keyboard"),
        Peripheral("1-5", "046d", "c31c", "camera", built_in=True),
    ]


def test_no_folder_is_no_device(tmp_path: Path) -> None:
    assert list(devices(tmp_path / "no")) == []
