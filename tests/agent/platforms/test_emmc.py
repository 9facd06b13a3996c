"""The wear of flash chips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms.emmc import read, worn

if TYPE_CHECKING:
    from pathlib import Path


def chip(folder: Path, **files: str) -> Path:
    for name, content in files.items():
        (folder / name).write_text(content + "\n")
    return folder


def test_a_chip_tells_its_wear_and_its_reserve(tmp_path: Path) -> None:
    said = read(
        chip(tmp_path, life_time="0x02 0x04", pre_eol_info="0x01", name="DF4032", serial="0x1a2b3c4d", fwrev="0x02"),
        32_000_000_000,
    )

    assert (said.kind, said.verdict, said.model, said.serial) == ("emmc", "passed", "DF4032", "1a2b3c4d")
    assert said.numbers == {"percentage_used": 30, "health_ok": 1}


def test_a_chip_without_reserve_has_failed(tmp_path: Path) -> None:
    said = read(chip(tmp_path, life_time="0x0b 0x0b", pre_eol_info="0x03"))

    assert (said.verdict, said.reason) == ("failed", "reserve_used_up")
    assert said.numbers == {"percentage_used": 100, "health_ok": 0}


def test_a_memory_card_says_nothing_and_is_not_called_good(tmp_path: Path) -> None:
    said = read(chip(tmp_path, name="SD32G"))

    assert (said.verdict, said.reason, dict(said.numbers)) == ("unknown", "not_supported", {})


@pytest.mark.parametrize("life_time", ["", "0x00 0x00", "0xff", "2 3", "0x1g"])
def test_a_wear_that_is_not_defined_is_not_told(life_time: str) -> None:
    assert worn(life_time) is None


@given(st.text())
def test_rubbish_is_survived(text: str) -> None:
    assert worn(text) in {None, *range(0, 101, 10)}
