"""Graphics, screens, network cards, printers and batteries, and all of it together."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.platforms.macos.sections import from_text, items, printed
from schoolwacht_agent.platforms.machine_parts import PrinterQueue
from schoolwacht_agent.platforms.macos import (
    attached,
    display_parts,
    hardware,
    network_parts,
    power_parts,
    printer_parts,
    system,
)
from schoolwacht_agent.platforms.macos.system import System
from schoolwacht_agent.probe import NoData

SCREEN = {
    "_name": "DELL TEST",
    "_spdisplays_display-vendor-id": "10ac",
    "_spdisplays_display-product-id": "d0f8",
    "_spdisplays_display-serial-number": "abc123",
    "_spdisplays_display-year": "2021",
    "_spdisplays_pixels": "2560 x 1440",
}
CARD = {"_name": "Apple M1", "sppci_model": "Apple M1", "spdisplays_vendor": "sppci_vendor_Apple"}
BATTERY = """\
    Battery Information:

      Model Information:
          Manufacturer: SMP
          Device Name: bq1
          Serial Number: D86TEST
      Charge Information:
          Full Charge Capacity (mAh): 4000
      Health Information:
          Cycle Count: 300
          Maximum Capacity: 80%
      Battery Installed: Yes
      Voltage (mV): 11900
"""


def test_a_screen_and_its_card() -> None:
    rows = items("Displays", CARD | {"spdisplays_ndrvs": [SCREEN]})

    (card,) = display_parts.graphics(rows)
    (screen,) = display_parts.monitors(rows)
    assert (card.name, card.maker) == ("Apple M1", "Apple")
    assert (screen.maker_code, screen.product_code, screen.serial) == ("DEL", 0xD0F8, "abc123")
    assert (screen.year, screen.width_px, screen.height_px) == (2021, 2560, 1440)


def test_a_connector_without_a_screen_is_none() -> None:
    rows = from_text(
        "Graphics/Displays",
        "    Card:\n\n      Chipset Model: A\n      VRAM (Total): 256 MB\n      Vendor: ATI (0x1002)\n      Displays:\n"
        "        Display Connector:\n          Status: No Display Connected\n",
    )

    assert display_parts.monitors(rows) == ()
    assert display_parts.graphics(rows)[0].memory == 256 << 20
    assert display_parts.graphics(rows)[0].maker == "AMD"


def network(**more: object) -> dict[str, Any]:
    return {"_name": "Wi-Fi", "hardware": "AirPort", "type": "AirPort", "interface": "en1"} | more


def test_an_address_made_up_by_software_is_not_the_cards() -> None:
    made_up = network(Ethernet={"MAC Address": "d2:11:22:33:44:55"})
    real = network(Ethernet={"MAC Address": "a4:5e:60:33:44:55"})

    assert [card.mac for card in network_parts.cards(items("Network", made_up), [], [])] == [None]
    assert [card.mac for card in network_parts.cards(items("Network", real), [], [])] == ["a4:5e:60:33:44:55"]


def test_what_is_built_in_is_told_from_what_travels() -> None:
    rows = items(
        "Network",
        network(ip_address=["192.0.2.7"]),
        {
            "_name": "Ethernet",
            "type": "Ethernet",
            "interface": "en0",
            "Ethernet": {"MAC Address": "a4:5e:60:00:00:01", "MediaSubType": "1000baseT"},
        },
        {"_name": "USB 10/100/1000 LAN", "type": "Ethernet", "interface": "en7"},
        {"_name": "VPN", "type": "VPN (IKEv2)"},
    )

    found = {card.name: card for card in network_parts.cards(rows, [], [])}

    assert list(found) == ["en1", "en0", "en7"]
    assert [card.onboard for card in found.values()] == [True, True, False]
    assert (found["en1"].kind, found["en1"].up, found["en0"].speed) == ("wifi", True, 1000)


def test_a_printer_is_told_without_its_address() -> None:
    rows = items(
        "Printers",
        {
            "_name": "HP Laser",
            "uri": "ipp://lien@printer.school.example/q",
            "ppd": "HP LaserJet, 1.2",
            "default": "yes",
        },
        {"_name": "Canon @ Lien's Mac", "uri": "dnssd://x", "ppd": "Canon"},
        {"_name": "Printers", "status": "The printers list is empty."},
    )

    assert printer_parts.printers(rows) == (
        PrinterQueue("HP Laser", "HP LaserJet", "network", default=True),
        PrinterQueue("Canon", "Canon", "shared"),
    )


def test_a_battery_holds_a_share_of_its_design() -> None:
    (pack,) = power_parts.batteries(from_text("Power", BATTERY))

    assert (pack.maker, pack.serial, pack.cycles) == ("SMP", "D86TEST", 300)
    assert (pack.full_mwh, pack.design_mwh) == (45600, 57000)


def test_no_battery_is_not_a_bad_one() -> None:
    assert power_parts.batteries(from_text("Power", BATTERY.replace("Installed: Yes", "Installed: No"))) == ()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("macOS 14.4.1 (23E224)", System("macOS", "14.4.1", "23E224")),
        ("Mac OS X 10.4.11 (8S165)", System("Mac OS X", "10.4.11", "8S165")),
        ("something", None),
    ],
)
def test_the_edition_of_the_system(text: str, found: System | None) -> None:
    assert system.system(items("Software", {"_name": "x", "os_version": text, "user_name": "Lien (lien)"})) == found


def test_what_was_not_printed_is_unknown_and_not_none() -> None:
    whole = hardware.of(printed(Displays=[CARD], Printers=[]))

    assert (whole.printers, whole.disks, whole.batteries, whole.virtual) == ((), None, None, None)
    assert "disks" in whole.unknown
    assert "printers" not in whole.unknown


@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac does tell")
def test_without_system_profiler_nothing_is_claimed() -> None:
    with pytest.raises(NoData, match="did not answer"):
        hardware.look()


cells = st.recursive(
    st.text(max_size=12) | st.integers() | st.none() | st.booleans(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["_name", "_items", "size", "bsd_name", "Media", "interface", "uri"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100)
@given(st.sampled_from(hardware.TYPES), st.lists(st.dictionaries(st.text(max_size=8), cells, max_size=4), max_size=4))
def test_no_print_breaks_the_parts(kind: str, rows: list[dict[str, Any]]) -> None:
    said = printed(**{kind.removeprefix("SP").removesuffix("DataType"): rows})

    hardware.of(said)
    attached.peripherals(said)
