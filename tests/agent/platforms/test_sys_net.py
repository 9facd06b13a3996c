"""Network cards of Linux."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from schoolwacht_agent.platforms.sys_net import Card, cards, is_up

if TYPE_CHECKING:
    from pathlib import Path

MAC = "00:11:22:aa:bb:cc"


def card(folder: Path, name: str, *folders: str, flags: str = "0x1003", **files: str) -> None:
    place = folder / name
    for inner in ("", *folders):
        (place / inner).mkdir(parents=True, exist_ok=True)
    for file, content in ({"flags": flags, "type": "1"} | files).items():
        (place / file).write_text(content + "\n")


def test_a_card_is_described(tmp_path: Path) -> None:
    card(tmp_path, "eth0", "device", address=MAC.upper(), addr_assign_type="0", speed="1000", uevent="INTERFACE=eth0")

    assert list(cards(tmp_path)) == [Card("eth0", "ethernet", up=True, mac=MAC, speed=1000)]


def test_the_loopback_and_files_beside_the_cards_are_left_out(tmp_path: Path) -> None:
    card(tmp_path, "lo", flags="0x9")
    (tmp_path / "bonding_masters").write_text("bond0\n")

    assert list(cards(tmp_path)) == []
    assert not is_up(tmp_path, "lo")


@pytest.mark.parametrize("kind", ["1", "2", "3"])
def test_an_address_that_is_not_burnt_in_is_not_told(tmp_path: Path, kind: str) -> None:
    card(tmp_path, "docker0", address=MAC, addr_assign_type=kind, uevent="DEVTYPE=bridge\nINTERFACE=docker0")

    assert list(cards(tmp_path)) == [Card("docker0", "bridge", up=True, bus="virtual")]


@pytest.mark.parametrize("address", ["00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff", "", "00:11", "rubbish"])
def test_what_is_no_address_has_no_value(tmp_path: Path, address: str) -> None:
    card(tmp_path, "eth0", "device", address=address, addr_assign_type="0")

    assert [found.mac for found in cards(tmp_path)] == [None]


@pytest.mark.parametrize("speed", ["-1", "0", "4294967295", "", "fast"])
def test_without_a_link_there_is_no_speed(tmp_path: Path, speed: str) -> None:
    card(tmp_path, "eth0", "device", speed=speed)

    assert [found.speed for found in cards(tmp_path)] == [None]


def test_kinds_are_told_apart(tmp_path: Path) -> None:
    card(tmp_path, "a-wifi", "device", uevent="DEVTYPE=wlan")
    card(tmp_path, "b-wifi", "device", "phy80211")
    card(tmp_path, "c-mobile", "device", uevent="DEVTYPE=wwan")
    card(tmp_path, "d-infiniband", "device", type="32")
    card(tmp_path, "e-tunnel", type="65534")

    assert [found.kind for found in cards(tmp_path)] == ["wifi", "wifi", "mobile", "other", "virtual"]


def test_a_card_is_up_when_it_is_switched_on(tmp_path: Path) -> None:
    card(tmp_path, "eth0", flags="0x1003")
    card(tmp_path, "eth1", flags="0x1002")
    card(tmp_path, "eth2", flags="rubbish")

    assert [is_up(tmp_path, name) for name in ("eth0", "eth1", "eth2", "eth3")] == [True, False, False, False]


def test_a_system_without_the_folder_has_none(tmp_path: Path) -> None:
    assert list(cards(tmp_path / "net")) == []
