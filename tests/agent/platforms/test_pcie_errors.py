"""Errors on the PCI Express bus."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.pcie_errors import BusErrors, read, total

if TYPE_CHECKING:
    from pathlib import Path


def test_only_devices_with_errors_are_told(tmp_path: Path) -> None:
    for address, count in {"0000:00:1f.0": 0, "0000:01:00.0": 12}.items():
        (tmp_path / address).mkdir()
        (tmp_path / address / "class").write_text("0x010802\n")
        (tmp_path / address / "aer_dev_correctable").write_text(f"RxErr 0\nBadTLP {count}\nTOTAL_ERR_COR {count}\n")
        (tmp_path / address / "aer_dev_fatal").write_text("Undefined 0\nTOTAL_ERR_FATAL 0\n")

    assert list(read(tmp_path)) == [BusErrors("0000:01:00.0", "storage", 12, 0, 0)]


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert total(text) == 0
