"""Errors on the PCI Express bus."""

from __future__ import annotations

from pathlib import Path

import pytest

from schoolwacht_agent.probe import NoData
from schoolwacht_agent.surveys.bus_errors import look


def device(folder: Path, fatal: int) -> None:
    folder.mkdir()
    (folder / "aer_dev_fatal").write_text(f"DLP 0\nTOTAL_ERR_FATAL {fatal}\n")
    (folder / "class").write_text("0x020000")


def test_a_device_with_errors_has_a_row(tmp_path: Path) -> None:
    device(tmp_path / "0000:02:00.0", 1)
    device(tmp_path / "0000:03:00.0", 0)
    (row,) = look(tmp_path)

    assert (row.cells["address"], row.cells["kind"], row.cells["fatal"]) == ("0000:02:00.0", "network", 1)


def test_devices_without_errors_are_an_answer(tmp_path: Path) -> None:
    device(tmp_path / "0000:02:00.0", 0)
    assert look(tmp_path) == []


def test_devices_that_do_not_count_are_none(tmp_path: Path) -> None:
    (tmp_path / "0000:02:00.0").mkdir()
    with pytest.raises(NoData):
        look(tmp_path)
