"""Graphics processors, and the names of the list of PCI devices."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from schoolwacht_agent.platforms import pci_names, sys_pci_display
from schoolwacht_agent.platforms.pci_names import PciNames

LIST = "# a comment\n8086  Intel Corporation\n\t3e92  UHD Graphics 630\n\t\t1028 0869  a board\n"
LIST += "1234  Bochs Ltd.\n\t3e92  Another\n"


def put(folder: Path, **files: str) -> Path:
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_text(content + "\n")
    return folder


def test_a_device_is_looked_up_below_its_own_maker(tmp_path: Path) -> None:
    put(tmp_path / "usr/share/misc", **{"pci.ids": LIST})
    names = pci_names.load(tmp_path)
    assert (names.vendor("8086"), names.device("8086", "3e92")) == ("Intel", "UHD Graphics 630")
    assert (names.vendor("1234"), names.device("1234", "3e92")) == ("Bochs", "Another")
    assert (names.vendor("ffff"), names.device("8086", "ffff"), names.device("ffff", "3e92")) == (None, None, None)
    assert pci_names.load(tmp_path / "elsewhere") == PciNames()


def test_cards_are_devices_of_class_three_and_bear_numbers_where_no_list_is(tmp_path: Path) -> None:
    put(tmp_path / "0000:00:02.0", **{"class": "0x030000", "vendor": "0x8086", "device": "0x3e92"})
    put(tmp_path / "0000:00:1f.6", **{"class": "0x020000", "vendor": "0x8086", "device": "0x15bb"})
    put(
        tmp_path / "0000:01:00.0",
        **{"class": "0x030200", "vendor": "0x1002", "device": "0x73ff", "mem_info_vram_total": "8573157376"},
    )
    one, other = sys_pci_display.cards(tmp_path, PciNames(b"\n" + LIST.encode()))
    assert (one.name, one.maker, one.memory) == ("UHD Graphics 630", "Intel", None)
    assert (other.name, other.maker, other.memory) == ("1002:73ff", "AMD", 8573157376)
    assert list(sys_pci_display.cards(tmp_path / "none", PciNames())) == []


def test_a_size_beyond_belief_is_no_size(tmp_path: Path) -> None:
    put(
        tmp_path / "0000:01:00.0",
        **{"class": "0x030000", "vendor": "0x1", "device": "0x2", "mem_info_vram_total": "1" + "0" * 40},
    )
    (card,) = sys_pci_display.cards(tmp_path, PciNames())
    assert card.memory is None


@given(st.binary(max_size=200), st.text(max_size=4), st.text(max_size=4))
def test_a_broken_list_gives_some_name_or_none(data: bytes, vendor: str, device: str) -> None:
    PciNames(data).vendor(vendor)
    PciNames(data).device(vendor, device)
