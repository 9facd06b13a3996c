"""What tells a machine from all others."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schoolwacht_agent.platforms.identity_evidence import Evidence, burnt_in, signals, system_number, uuid_number
from schoolwacht_agent.platforms.machine_parts import Computer, DiskDrive, NetworkCard

UUID = "4a1b2c3d-5e6f-7081-92a3-b4c5d6e7f809"
SWAPPED = "3d2c1b4a-6f5e-8170-92a3-b4c5d6e7f809"
PC = Computer(maker="ACME", serial="SN-0042", uuid=UUID, board_maker="ACME", board_serial="B00042")


def kinds(found: Evidence) -> dict[str, str]:
    return {sign.kind: sign.strength for sign in signals(found)}


def test_hardware_is_strong_and_what_moves_is_weak() -> None:
    found = Evidence(
        PC,
        [DiskDrive("sda", serial="WD-123456", bus="sata")],
        [NetworkCard("eth0", "ethernet", mac="00:1b:21:aa:bb:cc", bus="pci", onboard=True)],
        "0123456789abcdef0123456789abcdef",
    )

    assert kinds(found) == {
        "smbios_uuid": "strong",
        "serial": "strong",
        "board_serial": "strong",
        "disk_serial": "weak",
        "onboard_mac": "weak",
        "system_id": "weak",
    }


def test_nothing_of_it_can_be_read_back() -> None:
    values = [sign.value for sign in signals(Evidence(PC))]

    assert all(len(value) == 64 for value in values)
    assert not any(text in value for value in values for text in ("42", UUID) if len(text) > 8)


def test_both_orders_of_a_uuid_give_one_number() -> None:
    assert uuid_number(UUID) == uuid_number(SWAPPED) == uuid_number(f"{{{UUID.upper()}}}")
    assert uuid_number(UUID) != uuid_number(UUID.replace("4a", "4b", 1))


def test_the_systems_number_is_the_one_claimed_at_enrolment() -> None:
    machine_id = "0123456789abcdef0123456789abcdef"
    claimed = hashlib.sha256(b"schoolwacht-agent/1\0" + bytes.fromhex(machine_id)).hexdigest()

    assert system_number(machine_id) == claimed
    assert system_number("rubbish") is None


@pytest.mark.parametrize("serial", ["To Be Filled By O.E.M.", "00000000", "", None, "123", "System Serial Number"])
def test_a_makers_placeholder_is_no_evidence(serial: str | None) -> None:
    assert kinds(Evidence(Computer(serial=serial, uuid="03000200-0400-0500-0006-000700080009"))) == {}


@pytest.mark.parametrize(
    "card",
    [
        NetworkCard("dock", "ethernet", mac="00:1b:21:aa:bb:cc", bus="usb"),
        NetworkCard("bt", "bluetooth", mac="00:1b:21:aa:bb:cc", bus="pci"),
        NetworkCard("vm", "ethernet", mac="52:54:00:12:34:56", bus="pci"),
        NetworkCard("vpn", "ethernet", mac="00:1b:21:aa:bb:cc", bus="virtual"),
        NetworkCard("off", "ethernet", mac=None, bus="pci"),
        NetworkCard("add", "ethernet", mac="00:1b:21:aa:bb:cc", bus="pci", onboard=False),
    ],
)
def test_cards_that_travel_or_make_up_their_address_are_no_evidence(card: NetworkCard) -> None:
    assert kinds(Evidence(cards=[card])) == {}


def test_a_card_of_which_nobody_knows_whether_it_is_soldered_is_told_apart() -> None:
    card = NetworkCard("eth0", "ethernet", mac="00:1B:21:AA:BB:CC", bus="pci")
    assert kinds(Evidence(cards=[card])) == {"mac": "weak"}


def test_a_disk_on_usb_is_no_evidence() -> None:
    disks = [DiskDrive("sdb", serial="USB12345", bus="usb"), DiskDrive("sdc", serial="USB12345", removable=True)]
    assert kinds(Evidence(disks=disks)) == {}


def test_a_container_sees_its_host_and_so_proves_little() -> None:
    found = Evidence(PC, [DiskDrive("sda", serial="WD-123456")], container="docker")

    assert kinds(found) == {"smbios_uuid": "weak", "serial": "weak", "board_serial": "weak", "container": "marker"}


def test_markers_are_words() -> None:
    found = signals(Evidence(Computer(hypervisor="kvm"), resets=["deep_freeze", "linbo"]))

    assert [(sign.kind, sign.value) for sign in found] == [
        ("resets", "deep_freeze"),
        ("resets", "linbo"),
        ("virtual_machine", "kvm"),
    ]


def test_an_address_is_burnt_in_when_a_maker_gave_it() -> None:
    assert burnt_in("00-1B-21-AA-BB-CC") == "00:1b:21:aa:bb:cc"
    assert burnt_in("01:00:5e:00:00:01") is None
    assert burnt_in("00:00:00:00:00:00") is None
    assert burnt_in("x") is None


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.text())
def test_rubbish_is_survived(serial: str, mac: str, system: str) -> None:
    card = NetworkCard("x", "ethernet", mac=mac, bus="pci")
    found = Evidence(Computer(serial=serial, uuid=serial), [DiskDrive("x", serial=serial)], [card], system)
    assert all(len(sign.value) == 64 for sign in signals(found))
