"""Network cards, out of SPNetwork-, SPEthernet- and SPAirPortDataType.

What is read: BSD name, kind, address of the card, speed. What is not: IP addresses, names of wireless networks,
domains, proxies, all of which stand beside them. A Mac gives en0 to what is built in. An address with the bit for
"locally administered" (IEEE 802, 8.2) was made up by software, as those of private Wi-Fi are, and is no address of
the card.
"""

from __future__ import annotations

import re

from schoolwacht_agent.platforms.machine_parts import NetworkCard
from schoolwacht_agent.platforms.macos.profile import Item
from schoolwacht_agent.platforms.macos.quantities import mac, yes
from schoolwacht_agent.platforms.placeholders import told

MOST = 256
_BSD = re.compile(r"[A-Za-z]{1,16}[A-Za-z0-9-]{0,24}")
_SPEED = re.compile(r"(\d{1,5})(G)?base", re.IGNORECASE)
_LOCAL = 2
_MACS = ("macaddress", "spethernetmacaddress", "spairportwirelessmacaddress")
_KINDS = (
    ("bluetooth", "bluetooth"),
    ("airport", "wifi"),
    ("wi-fi", "wifi"),
    ("802.11", "wifi"),
    ("bridge", "bridge"),
    ("vpn", "virtual"),
    ("vlan", "virtual"),
    ("bond", "virtual"),
    ("ppp", "other"),
    ("modem", "mobile"),
    ("wwan", "mobile"),
    ("iphone", "mobile"),
    ("firewire", "other"),
    ("ethernet", "ethernet"),
)


def cards(network: list[Item], ethernet: list[Item], wireless: list[Item]) -> tuple[NetworkCard, ...]:
    """Every card once, in the order of the system's own list."""
    addresses = _addresses([*ethernet, *wireless])
    models = {name: item for item in ethernet if (name := bsd_name(item))}
    found: dict[str, NetworkCard] = {}
    for item in network:
        card = _card(item, addresses, models)
        if card is not None:
            found.setdefault(card.name, card)
    for item in ethernet:
        name = bsd_name(item)
        if name and name not in found:
            found[name] = _built(name, "ethernet", addresses.get(name), "ethernet", item)
    return tuple(found.values())[:MOST]


def bsd_name(item: Item) -> str:
    """The system's name of a card, for example en0."""
    name = item.get("interface", "bsddevicename", "spethernetbsddevicename", "spethernetbsdname", "bsdname")
    return name if _BSD.fullmatch(name) else ""


def _addresses(items: list[Item]) -> dict[str, str]:
    """Address of each card by its BSD name; a wireless card's section is named for it."""
    found: dict[str, str] = {}
    for top in items:
        for item in top.walk():
            name, address = bsd_name(item) or item.name, burnt_in(item.get(*_MACS))
            if address and _BSD.fullmatch(name):
                found.setdefault(name, address)
    return found


def burnt_in(text: str) -> str | None:
    """The address, unless software made it up."""
    address = mac(text)
    if address is None or int(address[:2], 16) & _LOCAL or set(address) <= set("0:"):
        return None
    return address


def _card(item: Item, addresses: dict[str, str], models: dict[str, Item]) -> NetworkCard | None:
    name = bsd_name(item)
    if not name:
        return None
    words = " ".join((item.get("type"), item.get("hardware"), item.name)).casefold()
    kind = next((kind for word, kind in _KINDS if word in words), "other")
    below = item.child("ethernet", "airport", "wifi")
    address = burnt_in(below.get(*_MACS)) if below else None
    return _built(name, kind, addresses.get(name) or address, words, models.get(name), item)


def _built(
    name: str, kind: str, address: str | None, words: str, model: Item | None, service: Item | None = None
) -> NetworkCard:
    bus = _bus(model, words)
    below = service.child("ethernet") if service else None
    return NetworkCard(
        name=name,
        kind=kind,
        up=_up(service),
        mac=address,
        speed=_speed(below.get("mediasubtype")) if below else None,
        bus=bus,
        onboard=False
        if bus in ("usb", "thunderbolt", "virtual")
        else True
        if name == "en0" or kind == "wifi"
        else None,
        model=told(model.get("spethernetproductname", "productname") or model.name) if model else None,
    )


def _bus(model: Item | None, words: str) -> str | None:
    told_bus = model.get("spethernetbus", "bus").casefold() if model else ""
    for bus in ("usb", "thunderbolt", "pci"):
        if bus in told_bus or (bus != "pci" and bus in words):
            return bus
    return "virtual" if any(word in words for word in ("bridge", "vpn", "vlan")) else None


def _up(service: Item | None) -> bool | None:
    """Whether it has an address now; which one is not told."""
    if service is None:
        return None
    if service.get("ipaddress", "ipv4addresses", "ipaddresses"):
        return True
    return yes(service.get("hasipassigned"))


def _speed(text: str) -> int | None:
    match = _SPEED.search(text)
    return None if match is None else int(match[1]) * (1000 if match[2] else 1)
