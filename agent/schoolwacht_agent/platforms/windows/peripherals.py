r"""Things plugged in: keyboards, mice, cameras, scanners, out of Win32_PnPEntity and the classes for each kind.

Only what a person could carry away is told: what hangs on USB, Bluetooth or FireWire, and keyboards, mice and drives
for discs on whatever. The name of a device tells maker and model by number (USB\VID_046D&PID_C31C\...); behind it
stands the serial number, or a number that Windows made up, which holds an & sign.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from schoolwacht_agent.platforms.placeholders import told
from schoolwacht_agent.platforms.windows import wmi
from schoolwacht_agent.platforms.windows.wmi_value import Row, line_of, number_of, told_of

COLUMNS = ("Name", "PNPDeviceID", "PNPClass", "ClassGuid", "Service", "ConfigManagerErrorCode", "CreationClassName")
_KINDS = {
    "keyboard": "keyboard",
    "win32_keyboard": "keyboard",
    "mouse": "mouse",
    "win32_pointingdevice": "mouse",
    "camera": "camera",
    "image": "camera",
    "media": "sound",
    "win32_sounddevice": "sound",
    "cdrom": "disc drive",
    "win32_cdromdrive": "disc drive",
    "win32_diskdrive": "disk",
    "diskdrive": "disk",
    "win32_printer": "printer",
    "printer": "printer",
    "win32_potsmodem": "modem",
    "win32_serialport": "serial port",
    "ports": "serial port",
    "smartcardreader": "card reader",
    "biometric": "fingerprint reader",
    "win32_usbhub": "hub",
    "win32_networkadapter": "network",
    "net": "network",
    "bluetooth": "bluetooth",
    "hidclass": "input",
    "usb": "usb",
    "wpd": "phone or player",
    "win32_videocontroller": "graphics",
    "win32_desktopmonitor": "monitor",
}
# Before Windows 10 an object does not say PNPClass; these are the GUIDs of the same classes (devguid.h).
_CLASSES = {
    "4d36e96b-e325-11ce-bfc1-08002be10318": "keyboard",
    "4d36e96f-e325-11ce-bfc1-08002be10318": "mouse",
    "4d36e96c-e325-11ce-bfc1-08002be10318": "media",
    "4d36e965-e325-11ce-bfc1-08002be10318": "cdrom",
    "4d36e967-e325-11ce-bfc1-08002be10318": "diskdrive",
    "4d36e972-e325-11ce-bfc1-08002be10318": "net",
    "4d36e978-e325-11ce-bfc1-08002be10318": "ports",
    "4d36e979-e325-11ce-bfc1-08002be10318": "printer",
    "6bdd1fc6-810f-11d0-bec7-08002be2092f": "image",
    "ca3e7ab9-b4c3-4ae6-8251-579ef933890f": "camera",
    "745a17a0-74d3-11d0-b6fe-00a0c90f57da": "hidclass",
    "36fc9e60-c465-11cf-8056-444553540000": "usb",
    "e0cbf06c-cd8b-4647-bb8a-263b43f0f974": "bluetooth",
    "50dd5230-ba8a-11d1-bf5d-0000f805f530": "smartcardreader",
    "eec5ad98-8080-425f-922a-dabf3de3f69a": "wpd",
    "53d29ef7-377c-4d14-864b-eb3a85769359": "biometric",
}
_VAGUE = frozenset({"other", "input", "usb"})
_SERVICES = _VAGUE | {"network", "bluetooth", "serial port"}
_HUBS = frozenset({"usbhub", "usbhub3", "iusb3hub"})
_OUTSIDE = (
    ("usb", re.compile(r"USB(?:STOR|PRINT|VIDEO)?\\", re.IGNORECASE)),
    ("usb", re.compile(r"HID\\VID_", re.IGNORECASE)),
    ("bluetooth", re.compile(r"BTH(?:ENUM|LE|HFENUM)?\\|HID\\\{", re.IGNORECASE)),
    ("firewire", re.compile(r"1394\\|SBP2\\", re.IGNORECASE)),
    ("ps/2", re.compile(r"ACPI\\(?:PNP0[3F]|[A-Z]{3}\d{4}.*)", re.IGNORECASE)),
)
_ANYWHERE = frozenset({"keyboard", "mouse", "disc drive"})
_NUMBERS = re.compile(r"V(?:ID|EN)_([0-9A-F]{4}).*?(?:P(?:ID)|DEV)_([0-9A-F]{4})", re.IGNORECASE)
_PART = re.compile(r"&MI_\d|&COL\d", re.IGNORECASE)
_ROOT = re.compile(r"USB\\(?:ROOT_HUB|VID_0000&PID_0000)", re.IGNORECASE)
_ADDRESS = re.compile(r"[0-9A-F]{12}", re.IGNORECASE)
_GONE = frozenset({24, 45})  # CM_PROB_DEVICE_NOT_THERE, CM_PROB_PHANTOM


@dataclass(frozen=True, slots=True)
class Peripheral:
    """One thing that is plugged in."""

    kind: str
    name: str
    bus: str
    maker_id: str | None = None
    """Four hex digits of the USB-IF or the PCI-SIG."""
    model_id: str | None = None
    serial: str | None = None
    works: bool | None = None
    """False where Windows cannot start it (a driver is missing, or it is broken)."""


def peripherals(rows: Iterable[Row]) -> tuple[Peripheral, ...]:
    """Everything plugged in; a thing of several functions (a keyboard with a mouse in it) shows once a kind.

    Windows lists a thing, its functions and what the functions are for: what only says "USB device" is left out where
    another object says what it is.
    """
    found: dict[tuple[str, str | None, str | None, str | None], Peripheral] = {}
    for row in rows:
        one = peripheral(row)
        if isinstance(one, Peripheral):
            found.setdefault((one.kind, one.maker_id, one.model_id, one.serial or _instance(row)), one)
    clear = {(one.maker_id, one.model_id) for one in found.values() if one.kind not in _VAGUE and one.maker_id}
    serials = {(one.maker_id, one.model_id): one.serial for one in found.values() if one.serial}
    return tuple(
        replace(one, serial=one.serial or serials.get((one.maker_id, one.model_id)))
        for one in found.values()
        if one.kind not in _VAGUE or (one.maker_id, one.model_id) not in clear
    )


def peripheral(row: Row) -> Peripheral | str:
    """One thing, or the code of why it is none: no_device, built_in, bluetooth_service, hub, gone."""
    device = line_of(row, "PNPDeviceID") or line_of(row, "DeviceID")
    if "\\" not in device:
        return "no_device"
    if number_of(row, "ConfigManagerErrorCode") in _GONE:
        return "gone"
    kind = kind_of(row)
    bus = next((word for word, pattern in _OUTSIDE if pattern.match(device)), None)
    if _ROOT.match(device) or kind == "hub" or line_of(row, "Service").casefold() in _HUBS:
        return "hub"
    if bus in {None, "ps/2"} and kind not in _ANYWHERE:
        return "built_in"
    if bus == "bluetooth" and kind in _SERVICES:
        return "bluetooth_service"
    numbers = _NUMBERS.search(device)
    # Phones, players and what is paired bear names that people gave them.
    named = bus != "bluetooth" and kind != "phone or player"
    name = told_of(row, "Name") or told_of(row, "Caption") or told_of(row, "Description") if named else None
    return Peripheral(
        kind=kind,
        name=name or kind,
        bus=bus or "other",
        maker_id=numbers[1].lower() if numbers else None,
        model_id=numbers[2].lower() if numbers else None,
        serial=_serial(device, bus),
        works=_works(row),
    )


def kind_of(row: Row) -> str:
    """What it is, by the class of its driver, which is the same in every language."""
    classes = _CLASSES.get(line_of(row, "ClassGuid").strip("{}").casefold(), "")
    for said in (line_of(row, "PNPClass").casefold(), classes, line_of(row, "CreationClassName").casefold()):
        if known := _KINDS.get(said):
            return known
    return "other"


def _serial(device: str, bus: str | None) -> str | None:
    last = device.rpartition("\\")[2]
    if bus != "usb" or "&" in last or _PART.search(device):
        return None
    # Some drivers hang their own words behind it: S/N:1234_REV:5
    plain = re.sub(r"^S/N:|_REV:.*$", "", last)
    return told(plain)


def _instance(row: Row) -> str:
    """What tells two things of one model apart, without the functions of a thing."""
    device = line_of(row, "PNPDeviceID") or line_of(row, "DeviceID")
    last = device.rpartition("\\")[2]
    return last.rpartition("&")[0] or last if "&" in last else last


def _works(row: Row) -> bool | None:
    code = number_of(row, "ConfigManagerErrorCode")
    return None if code is None else code == 0


def look() -> tuple[Peripheral, ...]:
    """What is plugged into this machine now; raises NoAnswer."""
    return peripherals(wmi.rows("Win32_PnPEntity", COLUMNS))
