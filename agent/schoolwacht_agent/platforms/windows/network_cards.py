r"""Network cards out of Win32_NetworkAdapter, MSFT_NetAdapter and the registry.

Windows has dozens of adapters that are no hardware (WAN miniports, tunnels, filters); they are left out. What a card
hangs on is told by the name of its device; whether it can be pulled out (a dock on Thunderbolt looks like a card
inside) by `Capabilities` of its key below HKLM\SYSTEM\CurrentControlSet\Enum, whose bit 4 is CM_DEVCAP_REMOVABLE.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from schoolwacht_agent.platforms.machine_parts import NetworkCard
from schoolwacht_agent.platforms.windows.wmi_value import Row, flag_of, line_of, number_of, told_of

COLUMNS = (
    "Name",
    "Manufacturer",
    "GUID",
    "Index",
    "MACAddress",
    "PermanentAddress",
    "AdapterTypeId",
    "PhysicalAdapter",
    "PNPDeviceID",
    "NetConnectionStatus",
    "Speed",
)
NET_ADAPTER = ("DeviceID", "PermanentAddress", "NdisPhysicalMedium", "Virtual", "ConnectorPresent")
CONFIGURATION = ("Index", "MACAddress", "IPEnabled", "DHCPEnabled")

_REMOVABLE = 0x4
# Of ntddndis.h: the values of NDIS_PHYSICAL_MEDIUM.
_MEDIA = {1: "wifi", 8: "mobile", 9: "wifi", 10: "bluetooth", 14: "ethernet"}
_WIRELESS = 9  # AdapterTypeId, "Wireless"
_ETHERNET = 0
_WORDS = (
    ("bluetooth", re.compile(r"bluetooth", re.IGNORECASE)),
    ("wifi", re.compile(r"wi-?fi|wireless|wlan|802\.?11|centrino.*(?:-n|ac)\b|draadloos|sans fil", re.IGNORECASE)),
    ("mobile", re.compile(r"mobile broadband|wwan|\blte\b|\b[45]g\b modem|snapdragon x", re.IGNORECASE)),
)
_PRETENDED = re.compile(
    r"virtual|hyper-v|vmware|vmxnet|virtualbox|vpn|\btap\b|wintun|wireguard|loopback|teredo|isatap|6to4|miniport|"
    r"pseudo|kernel debug|docker|zerotier|tailscale|fortinet|anyconnect|npcap|virtio|xen",
    re.IGNORECASE,
)
_BUSES = (
    (("PCI\\",), "pci"),
    (("USB\\",), "usb"),
    (("BTH", "BTHENUM\\"), "bluetooth"),
    (("VMBUS\\", "XENVIF\\", "XEN\\", "ROOT\\", "SWD\\", "{"), "virtual"),
    (("PCMCIA\\",), "pcmcia"),
    (("SD\\",), "sd"),
    (("ACPI\\",), "acpi"),
)
_NO_HARDWARE = ("ROOT\\", "SWD\\")
_MAC = re.compile(r"[0-9a-f]{12}")
_CONNECTED, _APART = 2, frozenset({0, 4, 5, 7})  # NetConnectionStatus: connected; disconnected and kin
_MBIT = 1_000_000
_FASTEST = 10_000_000

Capabilities = Callable[[str], int | None]


def not_known(_: str) -> int | None:
    """Where there is no registry to look into."""
    return None


def cards(
    rows: Iterable[Row], adapters: Iterable[Row] = (), capabilities: Capabilities = not_known
) -> tuple[NetworkCard, ...]:
    """Every card that has an address of its own."""
    more = {line_of(row, "DeviceID").casefold(): row for row in adapters}
    found: dict[str, NetworkCard] = {}
    for row in rows:
        if why_not(row) is None:
            one = card(row, more.get(line_of(row, "GUID").casefold()), capabilities)
            name = one.name if one.name not in found else f"{one.name} ({line_of(row, 'Index') or len(found)})"
            found.setdefault(name, replace(one, name=name))
    return tuple(found.values())


def why_not(row: Row) -> str | None:
    """Why an adapter is no card: a code, or None for a card."""
    if told_of(row, "Name") is None:
        return "no_name"
    if not line_of(row, "MACAddress") and not line_of(row, "PermanentAddress"):
        # A wireless card that is switched off loses its address, and is still there.
        return "no_address" if flag_of(row, "PhysicalAdapter") is not True else None
    if _bus(row) == "virtual" and re.search(
        r"miniport|\*isatap|\*teredo|\*6to4", line_of(row, "PNPDeviceID"), re.IGNORECASE
    ):
        return "no_hardware"
    return None


def card(row: Row, adapter: Row | None = None, capabilities: Capabilities = not_known) -> NetworkCard:
    """One card. The name is the one of the driver: the name of the connection is written by people."""
    name = told_of(row, "Name") or ""
    bus, adapter = _bus(row), adapter or {}
    virtual = bus == "virtual" or flag_of(adapter, "Virtual") is True or _PRETENDED.search(name) is not None
    kind = "virtual" if virtual else _kind(row, adapter, name)
    permanent = mac_of(line_of(adapter, "PermanentAddress") or line_of(row, "PermanentAddress"))
    # A filter or tunnel wears the address of the card below it.
    worn = line_of(row, "PNPDeviceID").upper().startswith(_NO_HARDWARE)
    mac = None if worn else permanent or mac_of(line_of(row, "MACAddress"))
    speed = (number_of(row, "Speed") or 0) // _MBIT
    status = number_of(row, "NetConnectionStatus")
    return NetworkCard(
        name=name,
        kind=kind,
        up=True if status == _CONNECTED else False if status in _APART else None,
        mac=mac,
        speed=speed if status == _CONNECTED and 0 < speed <= _FASTEST else None,
        bus=bus,
        onboard=_onboard(row, kind, bus, mac, capabilities),
        model=name,
    )


def _onboard(row: Row, kind: str, bus: str | None, mac: str | None, capabilities: Capabilities) -> bool | None:
    if kind not in {"ethernet", "wifi"} or bus not in {"pci", "acpi"} or mac is None:
        return False
    can = capabilities(line_of(row, "PNPDeviceID"))
    return None if can is None else not can & _REMOVABLE


def _kind(row: Row, adapter: Row, name: str) -> str:
    if known := _MEDIA.get(number_of(adapter, "NdisPhysicalMedium") or 0):
        return known
    if _bus(row) == "bluetooth":
        return "bluetooth"
    for kind, words in _WORDS:
        if words.search(name):
            return kind
    number = number_of(row, "AdapterTypeId")
    return "wifi" if number == _WIRELESS else "ethernet" if number == _ETHERNET else "other"


def _bus(row: Row) -> str | None:
    device = line_of(row, "PNPDeviceID").upper()
    return next((word for starts, word in _BUSES if device.startswith(starts)), None)


def mac_of(said: str) -> str | None:
    """An address that a maker burnt in, in small hex with colons; None for one made up, shared or empty."""
    plain = re.sub(r"[-:. ]", "", said.casefold())
    if not _MAC.fullmatch(plain) or plain in {"0" * 12, "f" * 12}:
        return None
    if int(plain[:2], 16) & 0b11:  # made up by software, or for many at once (IEEE 802, 8.2)
        return None
    return ":".join(plain[place : place + 2] for place in range(0, 12, 2))


def addresses(rows: Iterable[Row]) -> Mapping[int, str]:
    """Addresses by the number of the adapter, out of Win32_NetworkAdapterConfiguration. No IP address is read."""
    return {
        number: mac
        for row in rows
        if (number := number_of(row, "Index")) is not None and (mac := mac_of(line_of(row, "MACAddress")))
    }
