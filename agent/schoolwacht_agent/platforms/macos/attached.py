"""What hangs on a Mac's USB, FireWire and Thunderbolt: keyboards, mice, cameras, sticks, docks.

A lab wants to know that a mouse is gone. Hubs and controllers are no peripherals. Serial numbers are kept, as they tell
one stick from another; names that people gave their telephones are not, as they name people ("Jan's iPhone").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from schoolwacht_agent.platforms.macos.disk_parts import is_bus, lines
from schoolwacht_agent.platforms.macos.profile import Item, Profile
from schoolwacht_agent.platforms.macos.quantities import yes
from schoolwacht_agent.platforms.placeholders import told

MOST = 512
SECTIONS = {
    "SPUSBDataType": "usb",
    "SPUSBHostDataType": "usb",
    "SPFireWireDataType": "firewire",
    "SPThunderboltDataType": "thunderbolt",
}
_NUMBER = re.compile(r"(?:0x)?([0-9a-f]{4})\b", re.IGNORECASE)
_KNOWN = {"apple_vendor_id": 0x05AC}
_OWNED = re.compile(r".{0,80}['\u2019]s?\s+(?=i(?:Phone|Pad|Pod)|Apple|Galaxy)", re.IGNORECASE)
_OF_SOMEBODY = re.compile(r"(iPhone|iPad|iPod)\s.{0,80}", re.IGNORECASE)
_VENDORS = ("vendorid", "bvendorid", "usbdevicekeyvendorid")
_PRODUCTS = ("productid", "aproductid", "usbdevicekeyproductid")
_BUS_NAMES = re.compile(r"\bhub\b|host controller|root hub", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Peripheral:
    """One thing that is plugged in, or built in on an inner bus."""

    name: str
    bus: str
    maker: str | None = None
    vendor_id: int | None = None
    product_id: int | None = None
    serial: str | None = None
    location: str | None = None
    """Port in the system's own hexadecimal; the same thing in another port has another one."""
    built_in: bool | None = None


def peripherals(profile: Profile) -> tuple[Peripheral, ...] | None:
    """Everything that is attached; None when no such section was printed."""
    if profile.items(*SECTIONS) is None:
        return None
    found = [
        peripheral(line[-1], SECTIONS[section.kind])
        for section in profile.sections
        if section.kind in SECTIONS
        for top in section.items
        for line in lines(top)
        if is_device(line[-1]) and not is_hub(line[-1])
    ]
    return tuple(found[:MOST])


def is_device(item: Item) -> bool:
    """Something with an identity on a bus, hubs among them."""
    device = item.get(*_PRODUCTS, "devicemodel", "devicenamekey", "spfwguid", "guid", "connectionspeed", "locationid")
    return bool(device) and not is_bus(item)


def is_hub(item: Item) -> bool:
    """A hub passes on; it is no peripheral by itself."""
    return _BUS_NAMES.search(item.name) is not None and "bluetooth" not in item.name.casefold()


def peripheral(item: Item, bus: str) -> Peripheral:
    """One row."""
    return Peripheral(
        name=unowned(item.name) or "unknown",
        bus=bus,
        maker=told(
            item.get("manufacturer", "fmanufacturer", "devicemanufacturer", "vendorname", "usbdevicekeyvendorname")
        ),
        vendor_id=number(item.get(*_VENDORS)),
        product_id=number(item.get(*_PRODUCTS)),
        serial=told(item.get("serialnumber", "serialnum", "dserialnum", "usbdevicekeyserialnumber", "spfwguid")),
        location=told(item.get("locationid", "glocationid", "usbdevicekeylocationid").partition("/")[0]),
        built_in=yes(item.get("builtindevice", "builtin")),
    )


def unowned(name: str) -> str | None:
    """A device's name without the person that it names."""
    plain = _OWNED.sub("", name)
    owned = _OF_SOMEBODY.fullmatch(plain.strip())
    return told(owned[1] if owned else plain)


def number(text: str) -> int | None:
    """A vendor or product number, also as "0x05ac (Apple Inc.)" or Apple's own word for itself."""
    plain = text.strip().casefold()
    if plain in _KNOWN:
        return _KNOWN[plain]
    match = _NUMBER.match(plain)
    return None if match is None else int(match[1], 16)
