"""Temperatures and fans."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.hwmon import MOST_INPUTS, Input, believable, inputs

if TYPE_CHECKING:
    from pathlib import Path


def chip(folder: Path, number: int, name: str, device: str = "", **files: str) -> None:
    place = folder / f"class/hwmon{number}"
    place.mkdir(parents=True)
    for file, content in ({"name": name} | files).items():
        (place / file).write_text(content + "\n")
    if device:
        (folder / device).mkdir(parents=True, exist_ok=True)
        (place / "device").symlink_to(folder / device)


def test_chips_are_named_by_where_they_sit(tmp_path: Path) -> None:
    chip(tmp_path, 0, "coretemp", "devices/platform/coretemp.0", temp1_input="45000", temp1_label="Package id 0")
    chip(tmp_path, 1, "nvme", "devices/pci0000:00/0000:00:1d.0/0000:01:00.0/nvme/nvme0", temp1_input="38850")
    chip(tmp_path, 2, "it8728", "devices/platform/it87.2608", fan1_input="1200")
    chip(tmp_path, 3, "acpitz", temp1_input="27800")
    chip(tmp_path, 4, "lm75", "devices/pci0000:00/i2c-3/3-0048", temp1_input="30000")

    assert list(inputs(tmp_path / "class")) == [
        Input("coretemp-isa-0000", "package_id_0", "temp", 45.0),
        Input("nvme-pci-0100", "temp1", "temp", 38.85),
        Input("it8728-isa-0a30", "fan1", "fan", 1200.0),
        Input("acpitz-virtual-0", "temp1", "temp", 27.8),
        Input("lm75-i2c-3-48", "temp1", "temp", 30.0),
    ]


@pytest.mark.parametrize("raw", ["-62000", "-128000", "127000", "127500", "255000", "0", "", "warm", "9" * 40, None])
def test_a_temperature_that_cannot_be_is_left_out(raw: str | None) -> None:
    assert believable("temp", raw) is None


def test_a_fan_may_stand_still_but_not_fly() -> None:
    assert believable("fan", "0") == 0
    assert believable("fan", "1350000") is None
    assert believable("fan", "-1") is None


def test_an_input_that_calls_itself_faulty_is_left_out(tmp_path: Path) -> None:
    chip(tmp_path, 0, "nct6775", temp1_input="40000", temp1_fault="1", temp2_input="41000")

    assert [found.feature for found in inputs(tmp_path / "class")] == ["temp2"]


def test_disks_are_not_asked_here(tmp_path: Path) -> None:
    chip(tmp_path, 0, "drivetemp", temp1_input="40000")

    assert list(inputs(tmp_path / "class")) == []


def test_two_inputs_of_one_name_are_one(tmp_path: Path) -> None:
    chip(tmp_path, 0, "acpitz", temp1_input="40000", temp1_label="CPU", temp2_input="50000", temp2_label="cpu")

    assert [found.value for found in inputs(tmp_path / "class")] == [40.0]


def test_there_is_an_end_to_them(tmp_path: Path) -> None:
    chip(tmp_path, 0, "odd", **{f"temp{number}_input": "40000" for number in range(500)})

    assert len(list(inputs(tmp_path / "class"))) == MOST_INPUTS


def test_no_folder_no_inputs(tmp_path: Path) -> None:
    assert list(inputs(tmp_path / "class")) == []


@given(st.sampled_from(["temp", "fan"]), st.text())
def test_rubbish_is_survived(kind: str, raw: str) -> None:
    value = believable(kind, raw)
    assert value is None or -30 < value <= 30_000
