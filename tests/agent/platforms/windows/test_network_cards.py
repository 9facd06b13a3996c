"""Network cards by WMI."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.windows.test_wmi_value import rows_with
from schoolwacht_agent.platforms.machine_parts import NetworkCard
from schoolwacht_agent.platforms.windows import network_cards
from schoolwacht_agent.platforms.windows.wmi_value import Row

LAN = {
    "Name": "Acme Gigabit",
    "GUID": "{AAAA}",
    "MACAddress": "00:1B:21:0A:0B:0C",
    "AdapterTypeId": "0",
    "PhysicalAdapter": "TRUE",
    "PNPDeviceID": r"PCI\VEN_8086&DEV_15F9\3&1",
    "NetConnectionStatus": "2",
    "Speed": "1000000000",
}


def one(row: Row, **adapter: str) -> NetworkCard:
    return network_cards.cards([row], [{"DeviceID": "{aaaa}"} | adapter], lambda _: 0)[0]


def test_a_card_on_the_board_is_evidence_of_the_machine() -> None:
    assert one(LAN) == NetworkCard(
        "Acme Gigabit", "ethernet", True, "00:1b:21:0a:0b:0c", 1000, "pci", onboard=True, model="Acme Gigabit"
    )


def test_a_card_that_can_be_pulled_out_is_not() -> None:
    assert network_cards.cards([LAN], capabilities=lambda _: 0x84)[0].onboard is False
    assert network_cards.cards([LAN])[0].onboard is None
    assert one(LAN | {"PNPDeviceID": r"USB\VID_0BDA&PID_8153\1"}).onboard is False


def test_the_address_burnt_in_goes_before_the_one_in_use() -> None:
    said = one(LAN | {"MACAddress": "02:11:22:33:44:55"}, PermanentAddress="001B210A0B0D")

    assert said.mac == "00:1b:21:0a:0b:0d"
    assert one(LAN | {"MACAddress": "02:11:22:33:44:55"}).mac is None


def test_wifi_calls_itself_ethernet_in_its_old_class() -> None:
    assert one(LAN, NdisPhysicalMedium="9").kind == "wifi"
    assert one(LAN | {"Name": "Intel(R) Wi-Fi 6 AX201"}).kind == "wifi"
    assert one(LAN | {"Name": "Bluetooth Device", "PNPDeviceID": r"BTH\MS_BTHPAN\7"}).kind == "bluetooth"


def test_what_is_only_software_has_no_address_of_its_own() -> None:
    said = one(LAN | {"Name": "Acme VPN", "PNPDeviceID": r"ROOT\NET\0000"})

    assert (said.kind, said.mac, said.onboard) == ("virtual", None, False)


def test_miniports_and_tunnels_are_no_cards() -> None:
    assert (
        network_cards.why_not({"Name": "WAN Miniport (IP)", "PNPDeviceID": r"ROOT\MS_NDISWANIP\0000"}) == "no_address"
    )
    assert network_cards.why_not(LAN | {"PNPDeviceID": r"ROOT\*ISATAP\0000"}) == "no_hardware"
    assert network_cards.why_not({"MACAddress": "x"}) == "no_name"


def test_two_cards_of_a_kind_have_two_names() -> None:
    names = [card.name for card in network_cards.cards([LAN, LAN | {"Index": "9"}])]

    assert names == ["Acme Gigabit", "Acme Gigabit (9)"]


def test_addresses_come_without_any_ip_address() -> None:
    assert network_cards.addresses([{"Index": "7", "MACAddress": "00:1B:21:0A:0B:0C", "IPAddress": ("10.0.0.1",)}]) == {
        7: "00:1b:21:0a:0b:0c"
    }


@settings(max_examples=100)
@given(st.lists(rows_with(*network_cards.COLUMNS), max_size=4), rows_with(*network_cards.NET_ADAPTER))
def test_rubbish_is_survived(rows: list[Row], adapter: Row) -> None:
    network_cards.cards(rows, [adapter])
    network_cards.addresses(rows)
