"""Network cards of a Linux computer, from /sys/class/net (the kernel's Documentation/ABI/testing/sysfs-class-net).

Whether a card is switched on is read from its flags: psutil asks for "running" instead, which virtual cards may never
be, and asking the driver over ioctl wakes sleeping hardware.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schoolwacht_agent.platforms.placeholders import told

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_UP, _LOOPBACK = 0x1, 0x8  # IFF_UP and IFF_LOOPBACK of netdevice(7)
_ETHERNET = "1"  # ARPHRD_ETHER
_BURNT_IN = "0"  # NET_ADDR_PERM: not random, not set by a program
_PCI_NUMBER = re.compile(r"0x[0-9a-f]{4}")
_MAC = re.compile(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}")


@dataclass(frozen=True, slots=True)
class Card:
    """One network card, real or virtual."""

    name: str
    kind: str
    up: bool
    mac: str | None = None
    speed: int | None = None
    bus: str | None = None
    onboard: bool | None = None
    model: str | None = None
    pci: tuple[str, str] | None = None
    """Vendor and device number, four hex digits each, for a card on PCI."""


def cards(folder: Path) -> Iterator[Card]:
    """Every card but the loopback, by name. Speed is in Mbit/s and known only while there is a link."""
    if not folder.is_dir():
        return
    for entry in sorted(folder.iterdir()):
        flags = _flags(entry)
        if flags is None or flags & _LOOPBACK:
            continue
        bus = _bus(entry)
        yield Card(
            entry.name,
            _kind(entry),
            bool(flags & _UP),
            _mac(entry),
            _speed(entry),
            bus,
            _onboard(entry, bus),
            _usb_model(entry) if bus == "usb" else None,
            _pci(entry) if bus == "pci" else None,
        )


def is_up(folder: Path, name: str) -> bool:
    """Whether the card of this name is switched on and is not the loopback."""
    flags = _flags(folder / name)
    return flags is not None and flags & (_UP | _LOOPBACK) == _UP


def _kind(card: Path) -> str:
    told = dict(line.split("=", 1) for line in _line(card / "uevent", whole=True).split("\n") if "=" in line)
    if kind := told.get("DEVTYPE"):
        return {"wlan": "wifi", "wwan": "mobile"}.get(kind, kind)
    if (card / "wireless").exists() or (card / "phy80211").exists():
        return "wifi"
    if (card / "device").exists():
        return "ethernet" if _line(card / "type") == _ETHERNET else "other"
    return "virtual"


def _bus(card: Path) -> str | None:
    """How the card hangs on the computer. A card on PCI behind a port for guests (Thunderbolt) says so itself."""
    if not (card / "device").exists():
        return "virtual"
    bus = _target(card / "device" / "subsystem")
    if bus in {"virtio", "xen", "vmbus"}:
        return "virtual"
    if bus == "pci" and any(_line(part / "removable") == "removable" for part in _above(card / "device")):
        return "thunderbolt"
    return {"mmc": "sdio"}.get(bus, bus) or None


def _onboard(card: Path, bus: str | None) -> bool | None:
    """Whether the card is part of the machine for good; None for the cards of virtual machines."""
    if bus in {"pci", "sdio", "platform"}:
        return True
    if bus == "usb":  # a hub's port knows whether what hangs on it is soldered there
        return any(_line(part / "removable") == "fixed" for part in _above(card / "device")[:2])
    return False if bus == "thunderbolt" else None


def _above(device: Path) -> list[Path]:
    """The device and what it hangs on, nearest first."""
    try:
        place = device.resolve()
    except (OSError, RuntimeError):
        return []
    return [place, *list(place.parents)[:12]]


def _usb_model(card: Path) -> str | None:
    """Adapters carry their maker and name in the device above the interface."""
    for part in _above(card / "device")[:2]:
        if name := told(_line(part / "product")):
            maker = told(_line(part / "manufacturer"))
            return f"{maker} {name}" if maker and not name.startswith(maker) else name
    return None


def _pci(card: Path) -> tuple[str, str] | None:
    vendor, device = _line(card / "device" / "vendor"), _line(card / "device" / "device")
    return (vendor[2:], device[2:]) if _PCI_NUMBER.fullmatch(vendor) and _PCI_NUMBER.fullmatch(device) else None


def _target(link: Path) -> str:
    try:
        return link.resolve().name if link.exists() else ""
    except (OSError, RuntimeError):
        return ""


def _mac(card: Path) -> str | None:
    """The address burnt into the card. A random or borrowed one says nothing and may change at every start."""
    own = _line(card / "bonding_slave" / "perm_hwaddr").casefold()  # in a bond the card wears another's
    if _MAC.fullmatch(own):
        return own
    address = _line(card / "address").casefold()
    if _line(card / "addr_assign_type") not in {_BURNT_IN, ""} or not _MAC.fullmatch(address):
        return None
    return None if address in {"00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"} else address


def _speed(card: Path) -> int | None:
    speed = _line(card / "speed")  # -1 or an error without a link
    return int(speed) if speed.isascii() and speed.isdigit() and 0 < int(speed) < 2**31 else None


def _flags(card: Path) -> int | None:
    try:
        return int(_line(card / "flags"), 16)
    except ValueError:
        return None


def _line(file: Path, *, whole: bool = False) -> str:
    try:
        text = file.read_bytes()[:4096].decode("utf-8", errors="replace").strip()
    except OSError:  # some drivers answer "invalid argument" for a speed they do not know
        return ""
    return text if whole else text.partition("\n")[0]
