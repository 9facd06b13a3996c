"""What is plugged in."""

from __future__ import annotations

from pathlib import Path

from agent.surveys.keeping_word import checked, kept
from schoolwacht_agent.platforms.usb_devices import Peripheral
from schoolwacht_agent.surveys.peripherals import PROBE, of_windows, rows


def test_two_devices_at_one_place_are_one_row() -> None:
    mouse = Peripheral("1-2", "046d", "c077", "mouse", built_in=False)

    (row,) = checked(rows([mouse, mouse]), PROBE)
    assert row.cells["built_in"] == 0


def test_windows_numbers_devices_of_one_model() -> None:
    names = (r"HID\VID_046D&PID_C077\6&1&0&0000", r"HID\VID_046D&PID_C077\6&2&0&0000")
    found = checked(
        rows(of_windows({"Name": "Mouse", "PNPClass": "Mouse", "PNPDeviceID": name} for name in names)), PROBE
    )

    assert [row.key for row in found] == [("mouse 1", "046d", "c077"), ("mouse 2", "046d", "c077")]


def test_it_keeps_its_word_here(tmp_path: Path) -> None:
    kept(PROBE, tmp_path)
