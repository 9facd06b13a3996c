"""What the registry of devices tells of a machine: the computer, its screens, its USB devices, its battery.

IOPlatformExpertDevice is the computer (Apple, technical note TN1103: serial number and UUID); IOUSBDevice up to 10.10
and IOUSBHostDevice since are USB; a screen is an entry with an EDID (Intel), or on Apple silicon with
DisplayAttributes.
"""

from __future__ import annotations

import re

from schoolwacht_agent.platforms import edid
from schoolwacht_agent.platforms.machine_parts import Computer, Monitor, Pack
from schoolwacht_agent.platforms.macos.attached import Peripheral, unowned
from schoolwacht_agent.platforms.macos.core_parts import hypervisor
from schoolwacht_agent.platforms.macos.display_parts import pnp
from schoolwacht_agent.platforms.macos.ioreg import Entry
from schoolwacht_agent.platforms.macos.ioreg_values import Value
from schoolwacht_agent.platforms.macos.power_parts import milliwatt_hours, nominal_volt
from schoolwacht_agent.platforms.placeholders import told

PLATFORM = "IOPlatformExpertDevice"
USB = ("IOUSBDevice", "IOUSBHostDevice")
BATTERIES = ("AppleSmartBattery",)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_HUB_CLASS = 9
_LETTERS = re.compile(r"[A-Z]{3}")
_MOST_MAH = 100_000
_SHARES = 100
"""Up to here "MaxCapacity" is a share in per cent, as on Apple silicon, and not a charge."""


def computer(entry: Entry) -> Computer | None:
    """The computer, out of the entry for the platform; None for any other entry."""
    if entry.kind != PLATFORM or not entry.values:
        return None
    uuid = entry.text("IOPlatformUUID")
    model = told(entry.text("model", "product-name"))
    return Computer(
        maker=told(entry.text("manufacturer")),
        model=model,
        serial=told(entry.text("IOPlatformSerialNumber")),
        uuid=uuid.casefold() if _UUID.fullmatch(uuid) else None,
        board=told(entry.text("board-id")),
        hypervisor=hypervisor(model or ""),
    )


def usb(entry: Entry) -> Peripheral | None:
    """A USB device that is not a hub; None for any other entry."""
    if entry.kind not in USB or not entry.values or is_hub(entry):
        return None
    place = entry.number("locationID")
    built_in = entry.text("non-removable", "kUSBContainerID") if "non-removable" in entry.values else ""
    return Peripheral(
        name=unowned(entry.text("USB Product Name", "kUSBProductString") or entry.name) or "unknown",
        bus="usb",
        maker=told(entry.text("USB Vendor Name", "kUSBVendorString")),
        vendor_id=_number(entry, "idVendor"),
        product_id=_number(entry, "idProduct"),
        serial=told(entry.text("USB Serial Number", "kUSBSerialNumberString")),
        location=None if place is None else f"0x{place & 0xFFFFFFFF:08x}",
        built_in=True if built_in.casefold() == "yes" or entry.values.get("Built-In") is True else None,
    )


def is_hub(entry: Entry) -> bool:
    """By its class of the USB specification."""
    return entry.number("bDeviceClass") == _HUB_CLASS or "root hub" in entry.name.casefold()


def _number(entry: Entry, key: str) -> int | None:
    number = entry.number(key)
    return number if number is not None and 0 <= number <= 0xFFFF else None  # noqa: PLR2004 - two bytes on the bus


def monitor(entry: Entry) -> Monitor | None:
    """A screen; None for an entry that is none, or a pipe to which none is attached."""
    block = entry.values.get("IODisplayEDID", entry.values.get("EDID"))
    if isinstance(block, bytes):
        try:
            return edid.parse(block).monitor
        except edid.NotEdid:
            return None
    told_of = entry.values.get("DisplayAttributes")
    product = told_of.get("ProductAttributes") if isinstance(told_of, dict) else None
    return _attributes(entry, told_of, product) if isinstance(told_of, dict) and isinstance(product, dict) else None


def _attributes(entry: Entry, told_of: dict[str, Value], product: dict[str, Value]) -> Monitor | None:
    said = Entry("", "", values={**told_of, **product})
    code = said.text("ManufacturerID")
    built_in = "LegacyManufacturerID" in product and not said.text("ProductName")
    if not code and not said.text("ProductName"):
        return None
    wide, high = said.number("MaxHorizontalImageSize"), said.number("MaxVerticalImageSize")
    number = said.number("ProductID") or 0
    return Monitor(
        maker_code=code if _LETTERS.fullmatch(code) else pnp(said.number("LegacyManufacturerID")),
        product_code=number & 0xFFFF,
        name=told(said.text("ProductName")),
        serial=told(said.text("AlphanumericSerialNumber")) or _serial(said.number("SerialNumber")),
        year=_within(said.number("YearOfManufacture"), 1990, 2100),
        week=_within(said.number("WeekOfManufacture"), 1, 54),
        width_mm=None if not wide else wide * 10,
        height_mm=None if not high else high * 10,
        width_px=said.number("NativeFormatHorizontalPixels") or entry.number("DisplayWidth"),
        height_px=said.number("NativeFormatVerticalPixels") or entry.number("DisplayHeight"),
        digital=True,
        connector="built-in" if built_in else None,
    )


def _serial(number: int | None) -> str | None:
    return told(str(number)) if number else None


def _within(number: int | None, least: int, most: int) -> int | None:
    return number if number is not None and least <= number <= most else None


def battery(entry: Entry) -> Pack | None:
    """The battery; Apple silicon keeps charges in mAh under "AppleRaw…" and shares in the names of old."""
    if entry.kind not in BATTERIES or not entry.values or entry.values.get("BatteryInstalled") is False:
        return None
    design = _within(entry.number("DesignCapacity"), _SHARES + 1, _MOST_MAH)
    full = _within(entry.number("AppleRawMaxCapacity"), _SHARES + 1, _MOST_MAH)
    full = full or _within(entry.number("MaxCapacity"), _SHARES + 1, _MOST_MAH)
    volt = nominal_volt(entry.number("Voltage"))
    return Pack(
        name="battery",
        maker=told(entry.text("Manufacturer")),
        model=told(entry.text("DeviceName")),
        serial=told(entry.text("BatterySerialNumber", "Serial")),
        design_mwh=milliwatt_hours(design, volt),
        full_mwh=milliwatt_hours(full, volt),
        cycles=_within(entry.number("CycleCount"), 0, 100_000),
    )
